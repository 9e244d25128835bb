import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectionInfo, ExecuteContext, KernelImplementation } from '@himalia/protocol';

/** A connection on ports that are chosen. */
export const anyPorts: ConnectionInfo = {
  transport: 'tcp',
  ip: '127.0.0.1',
  shell_port: 0,
  iopub_port: 0,
  stdin_port: 0,
  control_port: 0,
  hb_port: 0,
  key: 'a0b1c2d3-e4f5',
  signature_scheme: 'hmac-sha256',
};

const commands: Readonly<Record<string, (argument: string, context: ExecuteContext) => unknown>> = {
  print(argument, context) {
    for (const word of argument.split(' ')) context.stream('stdout', `${word}\n`);
  },
  value: (argument, context) => context.result({ 'text/plain': argument }),
  show: (argument, context) => context.display({ 'text/html': argument }, { isolated: true }, 'shown'),
  throw(argument) {
    throw new RangeError(argument);
  },
  async ask(argument, context) {
    context.result({ 'text/plain': await context.input(argument) });
  },
  sleep: (_argument, context) => wait(60_000, undefined, { signal: context.signal }),
};

/** A language of one command a cell. */
export const exampleKernel: KernelImplementation = {
  info: {
    implementation: 'example',
    implementation_version: '1.0',
    banner: 'An example',
    language_info: { name: 'example', version: '1.0', mimetype: 'text/plain', file_extension: '.txt' },
  },
  async execute(code, context) {
    const [name = '', ...words] = code.split(' ');
    await commands[name]?.(words.join(' '), context);
    return undefined;
  },
  complete: (code, cursor) => ({
    matches: Object.keys(commands).filter((name) => name.startsWith(code.slice(0, cursor))),
    start: 0,
    end: cursor,
  }),
  isComplete: (code) => ({ status: code === '' ? 'incomplete' : 'complete' }),
  comm: (message, context) =>
    context.publish('comm_msg', { comm_id: message.id, data: message.data }, {}, message.buffers),
};
