/**
 * A kernel that goes wrong in the way its first argument names; the second is the connection file. For tests of servers. What it
 * does not need it does not load, because some ways are to be quick.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { ConnectionInfo } from '@himalia/protocol/connection';
import type { JsonObject } from '@himalia/protocol/message';
import type { Frames, ServerSocket } from '@himalia/protocol/zmtp';

const session = 'misbehaving';
const [, , mode = '', file = ''] = process.argv;
/** Where a mode remembers that it has run before. */
const marks = process.env.MISBEHAVING_MARKS ?? '';

function connection(): ConnectionInfo {
  return JSON.parse(readFileSync(file, 'utf8')) as ConnectionInfo;
}

function lines(): void {
  for (let line = 1; line <= 30; line++) process.stderr.write(`line ${line} of what it wrote\n`);
}

/** Listens as a kernel does, and answers heartbeats; what comes on shell is for `answer`. */
async function listen(answer: (frames: Frames, shell: ServerSocket, iopub: ServerSocket) => void): Promise<void> {
  const { bind } = await import('@himalia/protocol/zmtp');
  const { endpointOf } = await import('@himalia/protocol/connection');
  const info = connection();
  const shell = await bind('ROUTER', endpointOf(info, 'shell'));
  await bind('ROUTER', endpointOf(info, 'control'));
  await bind('ROUTER', endpointOf(info, 'stdin'));
  const iopub = await bind('PUB', endpointOf(info, 'iopub'));
  const heartbeat = await bind('REP', endpointOf(info, 'hb'));
  heartbeat.onMessages((batch) => {
    for (const frames of batch) heartbeat.send(frames);
  });
  shell.onMessages((batch) => {
    for (const frames of batch) answer(frames, shell, iopub);
  });
}

/** Answers every request with an empty reply and the status around it, signed with a key. */
async function answering(key: string): Promise<(frames: Frames, shell: ServerSocket, iopub: ServerSocket) => void> {
  const { buildMessage, createHeader, parseMessage, Signer } = await import('@himalia/protocol/message');
  const signer = new Signer(key);
  const anySigner = new Signer('');
  return (frames, shell, iopub) => {
    const { identities, parts, type } = parseMessage(frames, anySigner);
    const parent = parts[0];
    const send = (socket: ServerSocket, name: string, content: JsonObject, to: readonly Buffer[]): void => {
      socket.send(buildMessage(signer, { header: createHeader(name, session), parent, content }, to));
    };
    send(iopub, 'status', { execution_state: 'busy' }, [Buffer.from('status')]);
    send(shell, type.replace('_request', '_reply'), { status: 'ok' }, identities);
    send(iopub, 'status', { execution_state: 'idle' }, [Buffer.from('status')]);
  };
}

const modes: Readonly<Record<string, () => Promise<void> | void>> = {
  /** Ends at once, with more output than anybody wants to read. */
  crash() {
    lines();
    process.exit(3);
  },
  /** Lives long enough to be taken for started. */
  'crash-late'() {
    setTimeout(() => modes.crash?.(), 1200);
  },
  /** Runs, and listens on nothing. */
  deaf() {
    process.stderr.write('waiting for something that never comes\n');
    setInterval(() => undefined, 1000);
  },
  /** A kernel as any other, as soon as there are marks. */
  late() {
    const timer = setInterval(async () => {
      if (!existsSync(marks)) return;
      clearInterval(timer);
      await listen(await answering(connection().key));
    }, 20);
  },
  /** Listens, and answers nothing but heartbeats. */
  mute: () => listen(() => undefined),
  /** Bytes that are no ZMTP, on every port. */
  garbage() {
    for (const name of ['shell', 'iopub', 'stdin', 'control', 'hb'] as const) {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
      });
      server.listen(connection()[`${name}_port`], '127.0.0.1');
    }
  },
  /** A kernel for all but its signatures. */
  unsigned: async () => listen(await answering('another key')),
  /** Good at first; from its first execution on its iopub is noise. */
  async noise() {
    const good = await answering(connection().key);
    return listen((frames, shell, iopub) => {
      good(frames, shell, iopub);
      if (!frames.some((frame) => frame.includes('execute_request'))) return;
      setInterval(() => iopub.send([Buffer.from('noise'), Buffer.from([0, 255])]), 20);
    });
  },
  /** The first time a port is taken by somebody else; `ports-taken-always` each time. */
  async 'ports-taken'() {
    const again = existsSync(marks);
    appendFileSync(marks, '.');
    if (again) await listen(await answering(connection().key));
    else await modes['ports-taken-always']?.();
  },
  async 'ports-taken-always'() {
    const { shell_port } = connection();
    const other = createServer().listen(shell_port, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    await listen(() => undefined);
  },
  /** Takes memory until there is none. */
  greedy() {
    const kept: Buffer[] = [];
    setTimeout(() => setInterval(() => kept.push(Buffer.alloc(16e6, 1)), 1), 500);
  },
};

await modes[mode]?.();
