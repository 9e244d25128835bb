import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { JsonObject } from '@himalia/protocol';
import { KernelUnderTest } from './kernel-under-test.ts';
import { plain, type Ran } from './wire-client.ts';

const kernel = await KernelUnderTest.start('typescript');
const { client, folder } = kernel;
after(() => kernel[Symbol.asyncDispose]());

const traceback = ({ reply }: Ran): string => plain((reply.traceback as string[]).join('\n'));
const value = async (code: string): Promise<string | undefined> => (await client.run(code)).text;

describe('variables of the TypeScript kernel', () => {
  it('live across cells, whatever declared them', async () => {
    await client.run('const a: number = 1; let { b, c: [d = 4] } = { b: 2, c: [] }; var e = 5');
    await client.run(
      'function f(x: number): number { return g(x) * 10 }\nfunction g(x: number) { return x + a }\nclass K { #v = 7; get v() { return this.#v } }',
    );
    assert.equal(await value('[a, b, d, e, f(1), new K().v]'), '[ 1, 2, 4, 5, 20, 7 ]');
  });

  it('may be declared anew, and functions of earlier cells see it', async () => {
    await client.run('function g(x: number) { return -x }');
    assert.equal(await value('const a = "new"; [a, f(1)]'), "[ 'new', -10 ]");
  });

  it('are constant when declared so', async () => {
    const { reply } = await client.run('const fixed = 1\nfixed = 2');
    assert.equal(reply.evalue, "Assignment to the constant 'fixed'");
    assert.equal(await value('fixed'), '1');
  });

  it('of loops and blocks keep their scope', async () => {
    assert.equal(await value('for (var i = 0; i < 3; i++) { let inner = i }\n[i, typeof inner]'), "[ 3, 'undefined' ]");
  });

  it("named like Node's globals do not break Node", async () => {
    await client.run('import { setTimeout } from "node:timers/promises"');
    assert.equal(await value('await setTimeout(1, "waited")'), "'waited'");
    assert.equal((await client.run('console.log("still printing")')).stdout, 'still printing\n');
    assert.equal(await value('let process = 5; process += 1; process'), '6');
    assert.equal(await value('process'), '6');
    await client.run('let process = globalThis.process; const setTimeout = globalThis.setTimeout');
  });

  it('keep the identity of built-ins between cells, Node and packages', async () => {
    assert.equal(await value('[[] instanceof Array, Buffer.from("") instanceof Uint8Array]'), '[ true, true ]');
  });
});

describe('TypeScript that must be compiled', () => {
  it('is: enums, parameter properties, namespaces', async () => {
    await client.run('enum Color { Red, Green = 5 }\nclass Point { constructor(readonly x: number) {} }');
    assert.equal(await value('[Color.Green, Color[0], new Point(3).x]'), "[ 5, 'Red', 3 ]");
    assert.equal(await value('namespace N { export const q = 1 }\nN.q + 1'), '2');
  });

  it('still shows the lines of the cell', async () => {
    const shown = await client.run(
      'enum A { B,\n C }\n\n\nfunction fails(): never { throw new Error("here") }\nfails()',
    );
    assert.match(traceback(shown), /--> {2}5 function fails\(\): never/);
    assert.match(traceback(shown), /at In\[\d+\]:6:1$/);
  });
});

describe('results and displays of the TypeScript kernel', () => {
  it('show the last value, awaited', async () => {
    assert.equal(await value('await Promise.resolve(3) + 1'), '4');
    assert.equal(await value('Promise.resolve("later")'), "'later'");
    assert.equal(await value('{ a: 1 }'), '{ a: 1 }');
    assert.equal(await value('const nothing = 1'), undefined);
    assert.equal(await value('undefined'), undefined);
  });

  it('are rich', async () => {
    const { outputs } = await client.run(
      `display.html('<b>1</b>'); display.table([{ x: 1, y: '<' }]); display.png(Buffer.from([137, 80, 78, 71]), { width: 9 });
       display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/markdown': '*m*' }) });
       ({ toHtml: () => '<i>2</i>' })`,
    );
    const data = outputs.map(({ content }) => content.data as JsonObject);
    assert.equal(data[0]?.['text/html'], '<b>1</b>');
    assert.match(String(data[1]?.['text/html']), /<th>x<\/th>.*<td>&lt;<\/td>/);
    assert.equal(data[2]?.['image/png'], 'iVBORw==');
    assert.deepEqual(outputs[2]?.content.metadata, { 'image/png': { width: 9 } });
    assert.equal(data[3]?.['text/markdown'], '*m*');
    assert.equal(data[4]?.['text/html'], '<i>2</i>');
    assert.equal(outputs[4]?.type, 'execute_result');
  });

  it('can be updated from a later cell', async () => {
    const first = await client.run('const shown = display.html("one"); display.clear(true)');
    const second = await client.run('await shown.update({ toHtml: () => "two" })');
    assert.deepEqual(
      first.outputs.map(({ type }) => type),
      ['display_data', 'clear_output'],
    );
    assert.equal(second.outputs[0]?.type, 'update_display_data');
    assert.deepEqual(second.outputs[0]?.content.transient, first.outputs[0]?.content.transient);
  });

  it('merge 10,000 prints into few messages', async () => {
    const { stdout, messages } = await client.run('for (let n = 0; n < 10_000; n++) console.log(String(n))');
    assert.equal(stdout, Array.from({ length: 10_000 }, (_, n) => `${n}\n`).join(''));
    assert.ok(messages < 50, `${messages} messages`);
  });

  it('of a timer belong to the cell that started it', async () => {
    const first = client.run('await new Promise(r => setTimeout(r, 30)); setTimeout(() => console.log("late"), 20); 1');
    await first;
    const second = await client.run('console.log("own"); await new Promise(r => setTimeout(r, 100))');
    assert.equal(second.stdout, 'own\n');
    assert.equal((await first).outputs.filter(({ type }) => type === 'stream').length, 1);
  });
});

describe('errors of the TypeScript kernel', () => {
  it('show the line of the cell and no frame of ours', async () => {
    const shown = await client.run('function deep(): never {\n  throw new TypeError("boo")\n}\n\nconst z = 1; deep()');
    assert.equal(shown.reply.ename, 'TypeError');
    assert.equal(shown.reply.evalue, 'boo');
    assert.match(traceback(shown), /-->\s+2 {3}throw new TypeError\("boo"\)\n {15}\^/);
    assert.match(traceback(shown), /at deep \(In\[\d+\]:2:9\)\n\s+at In\[\d+\]:5:14$/);
    assert.doesNotMatch(traceback(shown), /embedded-kernels|node:vm/);
  });

  it('point at the place that does not parse', async () => {
    assert.match(traceback(await client.run('const fine = 1\nconst bad = = 2')), /--> {2}2 const bad = = 2\n {19}\^/);
    const twice = await client.run('let twice = 1\nlet twice = 2');
    assert.match(traceback(twice), /already been declared[\s\S]*line 2/);
  });

  it('show causes, and what is not an error', async () => {
    assert.match(
      traceback(await client.run('throw new Error("outer", { cause: new Error("inner") })')),
      /Caused by:\nError: inner/,
    );
    assert.equal((await client.run('throw { code: 7 }')).reply.evalue, '{ code: 7 }');
  });

  it('that nobody catches do not end the kernel', async () => {
    const { stderr } = await client.run(
      'Promise.reject(new Error("unseen")); setTimeout(() => { throw new Error("timer") }, 1); await new Promise(r => setTimeout(r, 50))',
    );
    assert.match(plain(stderr), /Error: unseen[\s\S]*Error: timer/);
    assert.equal(await value('1 + 1'), '2');
  });
});

describe('modules of the TypeScript kernel', () => {
  it('are found beside the notebook, in every form of import', async () => {
    await mkdir(join(folder, 'node_modules/tiny'), { recursive: true });
    await writeFile(
      join(folder, 'node_modules/tiny/package.json'),
      '{"name":"tiny","type":"module","exports":"./i.js"}',
    );
    await writeFile(join(folder, 'node_modules/tiny/i.js'), 'export default 1; export const two = 2');
    await writeFile(join(folder, 'local.ts'), 'export const three: number = 3');
    await writeFile(join(folder, 'data.json'), '{"four":4}');
    assert.equal(
      await value(
        `import one, { two as zwei } from 'tiny'\nimport * as all from 'tiny'; import { three } from './local.ts'\nimport data from './data.json'\nconst { sep } = await import('node:path');
        [one, zwei, all.two, three, data.four, sep, require('node:os').EOL].join()`,
      ),
      "'1,2,2,3,4,/,\\n'",
    );
  });

  it('that changed are loaded anew', async () => {
    await writeFile(join(folder, 'local.ts'), 'export const three: number = 33');
    assert.equal(await value('import { three } from "./local.ts"; three'), '33');
  });

  it('that are missing say what to do', async () => {
    assert.match(
      String((await client.run('import x from "absent-package"')).reply.evalue),
      /npm install absent-package/,
    );
    assert.match(String((await client.run('import { nope } from "node:fs"')).reply.evalue), /exports no 'nope'/);
  });
});

describe('interrupts of the TypeScript kernel', { timeout: 60_000 }, () => {
  const cells = {
    'an endless loop': 'let count = 0; console.log("go"); await 0; count = 1; while (true) { count++ }',
    'an endless loop without await':
      'console.log("go"); globalThis.kept = 1; const t = Date.now(); while (Date.now() - t < 200);\n console.log("x"); while (true) { globalThis.kept++ }',
    'a wait that never ends': 'console.log("go"); await new Promise(() => {})',
    'a loop of microtasks': 'console.log("go"); await 0; while (true) await null',
    'a loop of timers': 'console.log("go"); for (;;) await new Promise((r) => setTimeout(r, 1))',
    'work in a package':
      'console.log("go"); const s = Date.now(); while (Date.now() - s < 100); /(a+)+b/.test("a".repeat(40))',
  };
  for (const [what, code] of Object.entries(cells)) {
    it(`end ${what} and keep the state`, async () => {
      const { reply } = await kernel.interruptWhenHeard(code);
      assert.equal(reply.ename, 'Interrupted');
      assert.equal(await value('fixed'), '1');
    });
  }

  it('come by message too, and do nothing to an idle kernel', async () => {
    await client.ask('interrupt_request');
    const cell = client.run('await new Promise(() => {})');
    await client.ask('interrupt_request');
    assert.equal((await cell).reply.ename, 'Interrupted');
    kernel.process.kill('SIGINT');
    await setTimeout(300);
    assert.equal(await value('2 + 2'), '4');
  });
});

describe('help of the TypeScript kernel', () => {
  it('asks the user', async () => {
    const asked = await client.run('const who = await input("Who? "); "hello " + who', { answer: 'you' });
    assert.equal(asked.text, "'hello you'");
  });

  it('completes live objects without running getters, and modules', async () => {
    await client.run(
      'let touched = false; const rich = { get costly() { touched = true; return 1 }, cost: { deep: 1 } }',
    );
    const complete = async (code: string): Promise<JsonObject> =>
      (await client.ask('complete_request', { code, cursor_pos: [...code].length })).reply;
    assert.deepEqual((await complete('rich.cos')).matches, ['cost', 'costly']);
    assert.partialDeepStrictEqual(await complete('"😀"; rich.cost.de'), {
      matches: ['deep'],
      cursor_start: 15,
      cursor_end: 17,
    });
    assert.deepEqual((await complete('rich.costly.')).matches, []);
    assert.ok(((await complete('import fs from "node:f')).matches as string[]).includes('node:fs'));
    assert.ok(((await complete('touch')).matches as string[]).includes('touched'));
    assert.equal(await value('touched'), 'false');
  });

  it('inspects values and functions', async () => {
    await client.run('/** Adds two numbers. */\nfunction add(a: number, b = 2) { return a + b }');
    const code = 'add(1, ';
    const { reply } = await client.ask('inspect_request', { code, cursor_pos: code.length, detail_level: 0 });
    const text = plain(String((reply.data as JsonObject)['text/plain']));
    assert.match(text, /Signature: add\(a\s*, b = 2\)/);
    assert.match(text, /Adds two numbers\./);
    assert.equal((await client.ask('inspect_request', { code: 'absent', cursor_pos: 3 })).reply.found, false);
  });

  it('knows whether code is complete', async () => {
    const status = async (code: string): Promise<unknown> =>
      (await client.ask('is_complete_request', { code })).reply.status;
    assert.equal(await status('const a = 1'), 'complete');
    assert.equal(await status('function f() {'), 'incomplete');
    assert.equal(await status('`abc'), 'incomplete');
    assert.equal(await status('const = 1'), 'invalid');
  });

  it('evaluates user expressions, and refuses comms politely', async () => {
    const { reply } = await client.run('const u = 2', {
      content: { user_expressions: { good: 'u * 2', bad: 'absent' } },
    });
    assert.partialDeepStrictEqual(reply.user_expressions, {
      good: { status: 'ok' },
      bad: { status: 'error', ename: 'ReferenceError' },
    });
  });
});

describe('the process of the TypeScript kernel', { timeout: 60_000 }, () => {
  it('ends on shutdown_request although timers run', async () => {
    await using other = await KernelUnderTest.start('typescript');
    await other.client.run('setInterval(() => {}, 1000)');
    const { reply } = await other.client.ask('shutdown_request', { restart: true });
    assert.deepEqual(reply, { status: 'ok', restart: true });
    assert.deepEqual(await other.exited, [0, null]);
  });

  it('ends with its parent, even in an endless loop', async () => {
    const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await using other = await KernelUnderTest.start('typescript', { JPY_PARENT_PID: String(parent.pid) });
    void other.client.run('while (true) {}');
    parent.kill('SIGKILL');
    await other.exited;
  });

  it('writes files where the notebook is', async () => {
    await client.run('import { writeFileSync } from "node:fs"; writeFileSync("made.txt", "by a cell")');
    assert.equal(await readFile(join(folder, 'made.txt'), 'utf8'), 'by a cell');
  });
});
