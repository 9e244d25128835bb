import { nearest } from '@himalia/core';
import { optionsHelp, overview } from './command-line/help.ts';
import { type ExitCode, ExitError, misused } from './exit-error.ts';
import { loadPlugins } from './load-plugins.ts';
import { type Environment, remixOf, sectionsOf } from './prepare-server.ts';
import { version } from './version.ts';

type Command = (args: readonly string[], environment: Environment) => ExitCode | Promise<ExitCode>;

/** Each is loaded only when it is called: `himalia --version` needs no server. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand,
  list: async () => (await import('./commands/list.ts')).listCommand,
  stop: async () => (await import('./commands/stop.ts')).stopCommand,
  password: async () => (await import('./commands/password.ts')).passwordCommand,
  token: async () => (await import('./commands/token.ts')).tokenCommand,
  names: async () => (await import('./commands/names.ts')).namesCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  plugin: async () => (await import('./commands/plugin.ts')).pluginCommand,
  conform: async () => (await import('./commands/conform.ts')).conformCommand,
  plugins: async () => (await import('./commands/plugins.ts')).pluginsCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
  kernels: async () => (await import('./commands/kernels.ts')).kernelsCommand,
  kernelspecs: async () => (await import('./commands/kernelspecs.ts')).kernelspecsCommand,
  kernelspec: async () => (await import('./commands/kernelspec.ts')).kernelspecCommand,
};

/** The `himalia` command: prints what went wrong as a sentence and answers the exit code. */
export async function run(args: readonly string[], environment: Environment): Promise<ExitCode> {
  try {
    return await dispatch(args, environment);
  } catch (error) {
    if (error instanceof ExitError) console.error(`himalia: ${error.message}`);
    else console.error('himalia: unexpected:', error);
    return error instanceof ExitError ? error.code : 1;
  }
}

async function dispatch(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const [name = '--help', ...rest] = args;
  if (name === '--version' || name === '-V') return print(version());
  if (name === '--help' || name === '-h' || name === 'help') return print(overview());
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) throw unknown(name);
  const help = rest.find((arg) => ['--help', '-h', '--help-all'].includes(arg));
  if (help) return print(await helpFor(name, rest, help === '--help-all'));
  return await (await load())(rest, environment);
}

function print(text: string): ExitCode {
  console.log(text.trimEnd());
  return 0;
}

function unknown(name: string): Error {
  const meant = nearest(name, Object.keys(commands));
  return misused(
    `There is no command '${name}'${meant ? `; did you mean '${meant}'?` : '.'} "himalia --help" lists them.`,
  );
}

async function helpFor(name: string, args: readonly string[], all: boolean): Promise<string> {
  if (name !== 'start' && name !== 'check') return overview();
  const { remix } = remixOf(args.filter((arg) => !arg.startsWith('-')).slice(0, 1));
  return optionsHelp(remix.name, sectionsOf(await loadPlugins(remix.plugins)), all);
}
