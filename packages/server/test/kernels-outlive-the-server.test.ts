import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHeader, encodeParts, WireMessage } from '@himalia/protocol/message';
import { decodeV1, encodeV1, v1Protocol } from '@himalia/protocol/websocket';
import { WebSocket } from 'ws';
import { isProcess, processStart } from '../../kernels/src/processes/process-start.ts';
import { findSupervisor } from '../../kernels/src/supervisor/connect-supervisor.ts';
import { Peer } from '../../kernels/src/supervisor/peer.ts';
import { type HimaliaProcess, Home } from './himalia-process.ts';

const token = 'a-token-that-is-long-enough';
const ready = /is ready after [\d.]+ s:\s+(\S+)/;
const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
const python = process.env.HIMALIA_PYTHON;
const withPython = python === undefined ? { skip: 'HIMALIA_PYTHON names no interpreter with ipykernel' } : {};

type Model = { readonly id: string; readonly name: string; readonly execution_state: string };
type Session = { readonly id: string; readonly path: string; readonly name: string; readonly kernel: Model };

async function eventually(what: string, test: () => Promise<boolean> | boolean, patienceMs = 40_000): Promise<void> {
  const until = Date.now() + patienceMs;
  while (!(await test())) {
    if (Date.now() > until) throw new Error(`never: ${what}`);
    await sleep(50);
  }
}

/** Not a zombie that nobody takes notice of. */
async function lives(pid: number): Promise<boolean> {
  return (await processStart(pid)) !== undefined;
}

/** A server of one home, which may be killed and started again. */
class Running {
  readonly process: HimaliaProcess;
  readonly #url: string;

  private constructor(process: HimaliaProcess, url: string) {
    this.process = process;
    this.#url = new URL('/', url).href;
  }

  static async start(t: TestContext, home: Home, ...args: string[]): Promise<Running> {
    const options = ['--port=0', '--no-browser', `--token=${token}`, '--root-dir', home.root, ...args];
    const server = home.start(['start', 'lab', ...options]);
    t.after(() => server[Symbol.asyncDispose]());
    const [, url = ''] = await server.says(ready);
    return new Running(server, url);
  }

  async kill(): Promise<void> {
    await this.process.stop('SIGKILL');
  }

  async ask<T>(path: string, method = 'GET', body?: object): Promise<T> {
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async session(path: string, kernel = 'python3'): Promise<Session> {
    const body = { path, name: path, type: 'notebook', kernel: { name: kernel } };
    return await this.ask<Session>('api/sessions', 'POST', body);
  }

  async client(kernel: string, session: string): Promise<Client> {
    const url = new URL(`api/kernels/${kernel}/channels?session_id=${session}`, this.#url.replace(/^http/, 'ws'));
    const socket = new WebSocket(url, [v1Protocol], { headers: { authorization: headers.authorization } });
    const client = new Client(socket, session);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }
}

class Client {
  readonly #socket: WebSocket;
  readonly #session: string;
  text = '';
  readonly seen: string[] = [];

  constructor(socket: WebSocket, session: string) {
    this.#socket = socket;
    this.#session = session;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const message = new WireMessage([], Buffer.alloc(0), decodeV1(data).parts);
      const { text, execution_state, status } = message.content() as Readonly<Record<string, string | undefined>>;
      if (message.type === 'stream') this.text += text;
      this.seen.push(`${message.type} ${execution_state ?? status ?? ''}`.trim());
    });
  }

  /** `cellId`: the cell of the notebook, as its page says it. */
  execute(code: string, cellId?: string): void {
    const header = createHeader('execute_request', this.#session, 'test');
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    this.#socket.send(
      encodeV1(
        'shell',
        encodeParts({ header, content, metadata: cellId === undefined ? {} : { cellId } }) as readonly Buffer[],
      ),
    );
  }

  close(): void {
    this.#socket.close();
  }
}

/** A home whose kernels, and what holds them, end with the test: without its folder a supervisor has nothing to do. */
function homeOf(t: TestContext): Home {
  const home = new Home();
  t.after(() => home[Symbol.dispose]());
  if (python !== undefined) {
    const folder = join(home.folder, 'data/kernels/python3');
    mkdirSync(folder, { recursive: true });
    const argv = [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
    writeFileSync(join(folder, 'kernel.json'), JSON.stringify({ argv, display_name: 'Python 3', language: 'python' }));
  }
  return home;
}

/** The process that holds the kernels of a home; 0: none does. */
async function supervisorOf(home: Home): Promise<number> {
  const socket = await findSupervisor(home.runtime);
  if (!socket) return 0;
  const listener = {
    answer: () => Promise.reject(new Error('none')),
    told: () => {},
    frame: () => {},
    closed: () => {},
  };
  using peer = new Peer(socket, listener);
  await peer.ready.catch(() => undefined);
  return peer.pid ?? 0;
}

/** The process of a kernel, which ends with the test at the latest. */
async function pidOf(t: TestContext, server: Running, kernel: string): Promise<number> {
  const client = await server.client(kernel, randomUUID());
  client.execute('import os; print("pid", os.getpid())');
  await eventually('the pid', () => /pid \d+\n/.test(client.text));
  client.close();
  const pid = Number(/pid (\d+)\n/.exec(client.text)?.[1]);
  const start = (await processStart(pid)) ?? '';
  t.after(async () => {
    if (await isProcess(pid, start)) process.kill(pid, 'SIGKILL');
  });
  return pid;
}

/** Prints 40 lines: some before the server is killed, some while there is none, the last ones when `go` is there. */
const forty = [
  'import os, time',
  'for i in range(40):',
  '    while i == 30 and not os.path.exists("go"): time.sleep(0.05)',
  '    print("line", i, flush=True); time.sleep(0.1)',
].join('\n');

function lines(...clients: Client[]): string[] {
  return clients.flatMap(({ text }) => text.split('\n').filter((line) => line !== ''));
}

test('kill -9 of the server in the middle of a cell: same ids, 40 of 40 lines', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const session = await first.session('work.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  const before = await first.client(session.kernel.id, 'tab-1');
  before.execute(forty);
  await eventually('some lines', () => lines(before).length > 5);
  await first.kill();
  const got = lines(before).length;
  const second = await Running.start(t, home);
  const [same] = await second.ask<Session[]>('api/sessions');
  assert.deepEqual(
    [same?.id, same?.path, same?.name, same?.kernel.id, same?.kernel.name, same?.kernel.execution_state],
    [session.id, session.path, session.name, session.kernel.id, session.kernel.name, 'busy'],
  );
  const after = await second.client(session.kernel.id, 'tab-1');
  writeFileSync(join(home.root, 'go'), '');
  await eventually('the end of the cell', () => after.seen.includes('status idle'));
  assert.ok(got < 40);
  const all = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  // What was on its way to the client in the last moment may come twice; nothing is missing, and all is in order.
  const [next = ''] = lines(after);
  assert.ok(got - all.indexOf(next) <= 2, `${got} lines had come, and it goes on with ${next}`);
  assert.deepEqual([...new Set(lines(before, after))], all);
  assert.deepEqual(lines(after), all.slice(all.indexOf(next)));
  assert.equal(await pidOf(t, second, session.kernel.id), pid);
  assert.equal((await second.process.stop()).code, 0);
  assert.equal(await lives(pid), false, 'SIGTERM ends what was adopted');
});

test(
  'kill -9 of the server in the middle of a cell whose page never returns: 40 of 40 lines in the notebook',
  withPython,
  async (t) => {
    const home = homeOf(t);
    const first = await Running.start(t, home, '--unattended-grace-seconds=1');
    const cell = { cell_type: 'code', id: 'one', metadata: {}, source: forty, outputs: [], execution_count: null };
    const content = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await first.ask('api/contents/left.ipynb', 'PUT', { type: 'notebook', format: 'json', content });
    const session = await first.session('left.ipynb');
    const page = await first.client(session.kernel.id, 'tab-1');
    page.execute(forty, 'one');
    await eventually('some lines', () => lines(page).length > 5);
    await first.kill();
    await Running.start(t, home, '--unattended-grace-seconds=1');
    writeFileSync(join(home.root, 'go'), '');
    const saved = (): typeof cell => JSON.parse(readFileSync(join(home.root, 'left.ipynb'), 'utf8')).cells[0];
    await eventually('the number of the execution', () => saved().execution_count !== null);
    const [output] = saved().outputs as readonly { readonly text: readonly string[] }[];
    assert.deepEqual(
      output?.text,
      Array.from({ length: 40 }, (_, index) => `line ${index}\n`),
    );
  },
);

test('a second server of the same root gets nothing while the first one runs', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const session = await first.session('mine.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  const second = await Running.start(t, home);
  assert.deepEqual(await second.ask('api/kernels'), []);
  assert.deepEqual(await second.ask('api/sessions'), []);
  assert.equal((await second.process.stop()).code, 0);
  assert.equal(await pidOf(t, first, session.kernel.id), pid);
  await first.kill();
  const third = await Running.start(t, home);
  const [same] = await third.ask<Session[]>('api/sessions');
  assert.deepEqual([same?.id, same?.kernel.id], [session.id, session.kernel.id]);
  assert.equal((await third.process.stop()).code, 0);
  assert.equal(await lives(pid), false);
});

test('SIGTERM keeps kernels where kernels.onStop says so', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home, '--kernels-on-stop=keep');
  const session = await first.session('kept.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  assert.equal((await first.process.stop()).code, 0);
  assert.equal(await lives(pid), true);
  const second = await Running.start(t, home);
  const [same] = await second.ask<Session[]>('api/sessions');
  assert.deepEqual([same?.id, same?.kernel.id, same?.kernel.execution_state], [session.id, session.kernel.id, 'idle']);
  assert.equal(await pidOf(t, second, session.kernel.id), pid);
  await second.ask(`api/kernels/${session.kernel.id}/restart`, 'POST');
  const next = await pidOf(t, second, session.kernel.id);
  assert.notEqual(next, pid);
  await second.kill();
  const third = await Running.start(t, home);
  assert.equal(await pidOf(t, third, session.kernel.id), next, 'the new process was recorded');
  await third.ask(`api/sessions/${session.id}`, 'DELETE');
  assert.equal(await lives(next), false);
  assert.deepEqual(await third.ask('api/kernels'), []);
});

test('kernels outlive their supervisor and their server, both killed', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const session = await first.session('both.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  const supervisor = await supervisorOf(home);
  process.kill(supervisor, 'SIGKILL');
  await eventually('another supervisor', async () => ![0, supervisor].includes(await supervisorOf(home)));
  assert.equal(await pidOf(t, first, session.kernel.id), pid, 'the server goes on with another one');
  process.kill(await supervisorOf(home), 'SIGKILL');
  await first.kill();
  assert.equal(await lives(pid), true);
  const second = await Running.start(t, home);
  const [same] = await second.ask<Session[]>('api/sessions');
  assert.deepEqual([same?.id, same?.kernel.id], [session.id, session.kernel.id]);
  assert.equal(await pidOf(t, second, session.kernel.id), pid);
  assert.equal((await second.process.stop()).code, 0);
  assert.equal(await lives(pid), false);
});

test('after a reboot: records are cleaned, and who asks is told', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const session = await first.session('gone.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  const supervisor = await supervisorOf(home);
  process.kill(supervisor, 'SIGSTOP'); // it neither sees the kernel end nor is replaced
  await first.kill();
  process.kill(supervisor, 'SIGKILL');
  process.kill(pid, 'SIGKILL');
  const second = await Running.start(t, home);
  assert.deepEqual(await second.ask('api/sessions'), []);
  assert.deepEqual(await second.ask('api/kernels'), []);
  await assert.rejects(second.ask(`api/kernels/${session.kernel.id}`), /404 .*ended while no server ran/);
  const left = readdirSync(home.runtime).filter((name) => name.startsWith('kernel-'));
  assert.deepEqual(left, []);
  assert.deepEqual(readdirSync(join(home.runtime, 'himalia/journals')), []);
  await second.kill();
  const third = await Running.start(t, home);
  await assert.rejects(third.ask(`api/kernels/${session.kernel.id}`), /404/);
});

test('a kernel that ends while no server runs says how', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const { kernel } = await first.session('ended.ipynb');
  const pid = await pidOf(t, first, kernel.id);
  await first.kill();
  process.kill(pid, 'SIGKILL');
  await eventually('its end', async () => !(await lives(pid)));
  const second = await Running.start(t, home);
  await assert.rejects(second.ask(`api/kernels/${kernel.id}`), /404 .*ended while no server ran.*SIGKILL/);
});

test('kernels.supervisor off: kernels end with their server, also when it is killed', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home, '--no-kernel-supervisor');
  const { kernel } = await first.session('alone.ipynb');
  const pid = await pidOf(t, first, kernel.id);
  await first.kill();
  await eventually('its end', async () => !(await lives(pid)));
});
