import { nearest } from '@himalia/core';
import { type ExitCode, misused } from '../exit-error.ts';
import type { Environment } from '../prepare-server.ts';

type Command = (args: readonly string[], environment: Environment) => ExitCode | Promise<ExitCode>;

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  list: async () => (await import('./plugin/list.ts')).listPlugins,
  info: async () => (await import('./plugin/info.ts')).pluginInfo,
  enable: async () => (await import('./plugin/toggle.ts')).enablePlugin,
  disable: async () => (await import('./plugin/toggle.ts')).disablePlugin,
  why: async () => (await import('./plugin/why.ts')).whyCommand,
  new: async () => (await import('./plugin/new.ts')).newPlugin,
  activate: async () => (await import('./plugin/at-runtime.ts')).activatePlugin,
  deactivate: async () => (await import('./plugin/at-runtime.ts')).deactivatePlugin,
};

/** `himalia plugin …`: what is installed, what is on, and why something is served. */
export async function pluginCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) return await (await load())(rest, environment);
  const meant = nearest(name, Object.keys(commands));
  const hint = meant ? `did you mean '${meant}'?` : `as in: himalia plugin ${Object.keys(commands).join('|')}.`;
  throw misused(name === '' ? `What shall be done with plugins? ${hint}` : `himalia plugin has no '${name}'; ${hint}`);
}
