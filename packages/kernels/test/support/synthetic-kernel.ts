/** A small kernel for tests; a cell is a list of commands, one a line. Run with a connection file. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseConnectionInfo } from '@himalia/protocol/connection';
import { type ExecuteContext, serveKernel } from '@himalia/protocol/kernel-server';

type Command = (argument: string, context: ExecuteContext) => Promise<void> | void;

const commands: Readonly<Record<string, Command>> = {
  print: (text, context) => context.stream('stdout', `${text}\n`),
  result: (text, context) => context.result({ 'text/plain': text }),
  /** Numbered lines, from and to. */
  lines(argument, context) {
    const [from = 0, to = 0] = argument.split(' ').map(Number);
    for (let line = from; line <= to; line++) context.publish('stream', { name: 'stdout', text: `line ${line}\n` });
  },
  /** Until a file is there, so that a test says when a cell goes on. */
  async await(file) {
    while (!existsSync(file)) await sleep(20);
  },
  touch: (file) => writeFileSync(file, ''),
  /** The cell does not wait for it. */
  later(argument, context) {
    const [file = '', text = ''] = argument.split(' ');
    void commands.await?.(file, context)?.then(() => context.stream('stdout', `${text}\n`));
  },
  show(argument, context) {
    const [id = '', text = ''] = argument.split(' ');
    context.publish('display_data', { data: { 'text/plain': text }, metadata: {}, transient: { display_id: id } });
  },
  update(argument, context) {
    const [id = '', text = ''] = argument.split(' ');
    const shown = { data: { 'text/plain': text }, metadata: {}, transient: { display_id: id } };
    context.publish('update_display_data', shown);
  },
  clear: (wait, context) => context.publish('clear_output', { wait: wait === 'wait' }),
  env: (name, context) => context.stream('stdout', process.env[name] ?? ''),
  pid: (_, context) => context.stream('stdout', String(process.pid)),
  cwd: (_, context) => context.stream('stdout', process.cwd()),
  sleep: (ms) => sleep(Number(ms)),
  exit: (code) => process.exit(Number(code)),
  kill: (signal) => void process.kill(process.pid, signal),
  fail: (why) => {
    throw new Error(why);
  },
  async loop(_, context) {
    const { signal } = context;
    context.stream('stdout', 'looping\n');
    while (!signal.aborted) await sleep(10);
    throw signal.reason;
  },
  async input(prompt, context) {
    context.stream('stdout', `you said ${await context.input(prompt)}\n`);
  },
  buffers: (size, context) =>
    context.publish('comm_msg', { comm_id: 'c', data: {} }, {}, [
      Buffer.alloc(Number(size), 7),
      Buffer.from([1, 2, 3]),
    ]),
  /** Messages that the server may not merge on its way in: each has a display of its own. */
  async displays(argument, context) {
    const [count = 0, size = 0] = argument.split(' ').map(Number);
    const text = 'x'.repeat(size);
    for (let index = 0; index < count; index++) {
      context.display({ 'text/plain': `${index} ${text}` });
      if (index % 200 === 0) await sleep(1);
    }
  },
  async streams(argument, context) {
    const [count = 0, size = 0] = argument.split(' ').map(Number);
    const text = 'x'.repeat(size);
    for (let index = 0; index < count; index++) {
      context.publish('stream', { name: 'stdout', text: `${index} ${text}\n` });
      if (index % 200 === 0) await sleep(1);
    }
  },
};

const file = process.argv[2] ?? '';
// With its folder the test is over that started it, however it ended.
setInterval(() => {
  if (!existsSync(dirname(file))) process.exit(1);
}, 1000).unref();
if (process.env.SYNTHETIC_STARTED) writeFileSync(process.env.SYNTHETIC_STARTED, String(process.pid), { flag: 'a' });
if (process.env.SYNTHETIC_DIES === 'later') setTimeout(() => process.exit(4), 1500);
else if (process.env.SYNTHETIC_SILENT) setInterval(() => undefined, 1000);
else {
  const kernel = await serveKernel(parseConnectionInfo(readFileSync(file, 'utf8')), {
    info: {
      implementation: 'synthetic',
      implementation_version: '1',
      banner: '',
      language_info: { name: 'commands', version: '1', mimetype: 'text/plain', file_extension: '.txt' },
    },
    async execute(code, context) {
      for (const line of code.split('\n')) {
        const [name = '', ...rest] = line.split(' ');
        const command = commands[name];
        if (!command) throw new Error(`no command ${name}`);
        await command(rest.join(' '), context);
      }
      return undefined;
    },
  });
  process.on('SIGINT', () => void kernel.interrupt());
  if (process.env.SYNTHETIC_STUBBORN) process.on('SIGTERM', () => undefined);
  else {
    await kernel.closed;
    process.exit(0);
  }
}
