import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { type Home, himaliaCommand } from '@himalia/testing';
import { startPty } from '../../terminals/src/start-pty.ts';
import { eventually, homeOf, Running } from './outliving-server.ts';

const ctrlC = '\x03';
const ctrlD = '\x04';

/** `himalia kernels attach` in a pseudo terminal, as a person uses it. */
class Person {
  /** All that is on the screen since it was looked at last. */
  #screen = '';
  readonly #pty: ReturnType<typeof startPty>;
  readonly left: Promise<number>;

  constructor(t: TestContext, home: Home, kernel: string) {
    const [program, args] = himaliaCommand(['kernels', 'attach', kernel]);
    const pty = startPty([program, ...args], home.root, { ...home.env, TERM: 'xterm' });
    this.#pty = pty;
    pty.onData((text) => {
      this.#screen += text;
    });
    this.left = new Promise((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
    t.after(() => pty.kill('SIGKILL'));
  }

  async sees(text: string): Promise<void> {
    await eventually(`${text} on the screen`, () => stripVTControlCharacters(this.#screen).includes(text));
  }

  types(text: string): void {
    this.#screen = '';
    this.#pty.write(text);
  }

  resizes(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
  }
}

test('kernels attach: in a terminal: cells, an answer to input(), Ctrl-C, another size, Ctrl-D', async (t) => {
  const home = homeOf(t);
  const server = await Running.start(t, home);
  const { kernel } = await server.session('terminal.ipynb', 'synthetic');
  const person = new Person(t, home, kernel.id.slice(0, 8));
  await person.sees('Ctrl-D leaves it running');
  await person.sees('>>> ');
  person.types('print hello\r');
  await person.sees('\nhello\r\n>>> ');
  person.types('print two\\\r');
  await person.sees('... ');
  person.types('print lines\r');
  await person.sees('\ntwo\r\nlines\r\n>>> ');
  person.types('input who?\r');
  await person.sees('\nwho?');
  person.types('Ada\r');
  await person.sees('you said Ada\r\n>>> ');
  // The line is drawn anew then, at any time.
  person.resizes(40, 10);
  person.types('loop\r');
  await person.sees('looping');
  person.types(ctrlC);
  await person.sees('>>> ');
  person.types('print still there\r');
  await person.sees('\nstill there\r\n>>> ');
  person.types(ctrlD);
  assert.equal(await person.left, 0);
  assert.deepEqual(
    (await server.ask<{ id: string }[]>('api/kernels')).map(({ id }) => id),
    [kernel.id],
  );
});

test('kernels attach: in a terminal: Ctrl-C without a cell leaves; a kernel that ends is said', async (t) => {
  const home = homeOf(t);
  const server = await Running.start(t, home);
  const { kernel } = await server.session('terminal.ipynb', 'synthetic');
  const leaves = new Person(t, home, kernel.id);
  await leaves.sees('>>> ');
  leaves.types(ctrlC);
  assert.equal(await leaves.left, 0);
  const stays = new Person(t, home, kernel.id);
  await stays.sees('>>> ');
  stays.types('loop\r');
  await stays.sees('looping');
  await server.ask(`api/kernels/${kernel.id}`, 'DELETE');
  await stays.sees('has ended');
  assert.equal(await stays.left, 1);
});
