import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { JsonObject } from '@himalia/protocol';
import { KernelUnderTest } from './kernel-under-test.ts';
import { plain, type Ran } from './wire-client.ts';
import { zipOf } from './zip-of.ts';

const cache = await mkdtemp(join(tmpdir(), 'himalia-cache-'));
const kernel = await KernelUnderTest.start('python-wasm', { XDG_CACHE_HOME: cache });
const { client, folder } = kernel;
after(async () => {
  await kernel[Symbol.asyncDispose]();
  await rm(cache, { recursive: true, force: true });
});

const traceback = ({ reply }: Ran): string => plain((reply.traceback as string[]).join('\n'));
const value = async (code: string): Promise<string | undefined> => (await client.run(code)).text;

const snapshotName = async (): Promise<string> =>
  (await readdir(join(cache, 'himalia'))).find((name) => name.endsWith('.snapshot')) ?? '';

describe('cells of the Python kernel', () => {
  it('keep their variables and show the last value', async () => {
    assert.equal(await value('x = 20\ndef f(n):\n    """Doubles."""\n    return n * 2\nf(x) + 2'), '42');
    assert.equal(await value('_ + Out[1]'), '84');
    assert.equal(await value('x;'), undefined);
    assert.equal(await value('None'), undefined);
  });

  it('await at the top level', async () => {
    assert.equal(await value('import asyncio\nawait asyncio.sleep(0.01)\n"slept"'), "'slept'");
  });

  it('import the standard library', async () => {
    const code =
      'import sqlite3, json, ssl, ctypes, decimal, unittest\nsqlite3.connect(":memory:").execute("select 40 + 2").fetchone()';
    assert.equal(await value(code), '(42,)');
  });

  it('print in few messages, each stream in order', async () => {
    const { stdout, messages } = await client.run('for i in range(10_000): print(i)');
    assert.equal(stdout, Array.from({ length: 10_000 }, (_, n) => `${n}\n`).join(''));
    assert.ok(messages < 200, `${messages} messages`);
    const both = await client.run('import sys\nprint("a"); print("b", file=sys.stderr); print("c")');
    assert.deepEqual(
      both.outputs.map(({ content }) => content.text),
      ['a\n', 'b\n', 'c\n'],
    );
  });

  it('print into the cell that started a task', async () => {
    const first = await client.run(
      'async def late():\n    await asyncio.sleep(0.05)\n    print("late")\ntask = asyncio.create_task(late())',
    );
    assert.equal((await client.run('await asyncio.sleep(0.2); print("own")')).stdout, 'own\n');
    assert.deepEqual(
      first.outputs.map(({ content }) => content.text),
      ['late\n'],
    );
  });

  it('ask the user', async () => {
    assert.equal((await client.run('"hello " + input("Who? ")', { answer: 'you' })).text, "'hello you'");
    assert.match(String((await client.run('input()')).reply.evalue), /does not answer/);
  });

  it('evaluate user expressions', async () => {
    const { reply } = await client.run('', { content: { user_expressions: { good: 'x', bad: 'absent' } } });
    assert.partialDeepStrictEqual(reply.user_expressions, { good: { status: 'ok' }, bad: { ename: 'NameError' } });
  });
});

describe('displays of the Python kernel', () => {
  it('are rich, and can be updated', async () => {
    const { outputs } = await client.run(`from IPython.display import HTML, JSON, Math, Image, display, clear_output
class Rich:
    def _repr_html_(self): return "<i>r</i>"
    def _repr_png_(self): return b"\\x89PNG"
display(HTML("<b>1</b>"))
handle = display(JSON({"a": 1}), display_id=True)
handle.update(HTML("two"))
clear_output(wait=True)
display({"text/markdown": "*m*"}, raw=True)
Rich()`);
    assert.deepEqual(
      outputs.map(({ type }) => type),
      ['display_data', 'display_data', 'update_display_data', 'clear_output', 'display_data', 'execute_result'],
    );
    const data = outputs.map(({ content }) => content.data as JsonObject);
    assert.equal(data[0]?.['text/html'], '<b>1</b>');
    assert.deepEqual(data[1]?.['application/json'], { a: 1 });
    assert.deepEqual(outputs[2]?.content.transient, outputs[1]?.content.transient);
    assert.deepEqual(data[4], { 'text/markdown': '*m*' });
    assert.partialDeepStrictEqual(data[5], { 'text/html': '<i>r</i>', 'image/png': 'iVBORw==' });
  });
});

describe('errors of the Python kernel', () => {
  it('show the lines of the cells', async () => {
    await client.run('def divide(a, b):\n    return a / b');
    const shown = await client.run('one = 1\ndivide(one, 0)');
    assert.equal(shown.reply.ename, 'ZeroDivisionError');
    assert.match(traceback(shown), /Cell In\[\d+\], line 2\n {7}1 one = 1\n----> {2}2 divide\(one, 0\)/);
    assert.match(traceback(shown), /line 2, in divide\n {7}1 def divide[\s\S]*ZeroDivisionError: division by zero$/);
    assert.doesNotMatch(traceback(shown), /himalia_shell/);
  });

  it('point at the place that does not parse', async () => {
    assert.match(
      traceback(await client.run('x = 1\ny = = 2')),
      /line 2\n {4}y = = 2\n {8}\^\nSyntaxError: invalid syntax/,
    );
  });

  it('say what WebAssembly cannot do', async () => {
    assert.match(traceback(await client.run('import numpy')), /numpy needs compiled code[\s\S]*wheels/);
    assert.match(traceback(await client.run('import requests')), /no module requests here[\s\S]*wheels/);
    assert.match(traceback(await client.run('import subprocess; subprocess.run(["ls"])')), /no processes/);
    assert.match(
      traceback(await client.run('import urllib.request; urllib.request.urlopen("http://127.0.0.1:9/")')),
      /no sockets/,
    );
    assert.match(String((await client.run('%pip install requests')).reply.evalue), /Nothing can be installed/);
    assert.match(String((await client.run('!ls')).reply.evalue), /no processes/);
  });
});

describe('files of the Python kernel', () => {
  it("are those of the notebook's folder", async () => {
    await writeFile(join(folder, 'data.txt'), 'from outside');
    await mkdir(join(folder, 'sub'));
    assert.equal(await value('open("data.txt").read()'), "'from outside'");
    await client.run('with open("sub/made.txt", "w") as file: file.write("from inside é")');
    assert.equal(await readFile(join(folder, 'sub/made.txt'), 'utf8'), 'from inside é');
    assert.equal(await value('import os; os.getcwd()'), `'${folder}'`);
  });

  it('can be imported, and pure wheels too', async () => {
    await writeFile(join(folder, 'beside.py'), 'value = 7\n');
    const files = { 'tiny/__init__.py': 'from .part import deep\n', 'tiny/part.py': 'deep = 8\n' };
    await writeFile(join(folder, 'tiny-1.0-py3-none-any.whl'), zipOf(files));
    assert.equal(await value('import beside, tiny; (beside.value, tiny.deep)'), '(7, 8)');
    await writeFile(join(folder, 'fast-1.0-cp314-cp314-linux_x86_64.whl'), zipOf({ 'fast.py': '' }));
    assert.match(traceback(await client.run('import fast')), /compiled code of another platform/);
  });
});

describe('magics of the Python kernel', () => {
  it('time code', async () => {
    assert.match((await client.run('%time sum(range(100))')).stdout, /Wall time/);
    assert.match((await client.run('%%time\nfor n in range(3):\n    n')).stdout, /Wall time/);
  });

  it('leave strings alone, and say what there is', async () => {
    assert.equal(await value('"""\n%time\n"""'), "'\\n%time\\n'");
    assert.match(String((await client.run('%absent')).reply.evalue), /There are: .*%timeit/);
    assert.match((await client.run('f?')).stdout, /Doubles\./);
  });
});

describe('interrupts of the Python kernel', { timeout: 60_000 }, () => {
  const cells = {
    'an endless loop': 'print("go")\nn = 0\nwhile True: n += 1',
    'a sleep': 'import time\nprint("go")\ntime.sleep(100)',
    'a wait': 'print("go")\nawait asyncio.sleep(100)',
    'a loop after a wait': 'print("go")\nawait asyncio.sleep(0)\nwhile True: pass',
    'a loop of waits': 'print("go")\nwhile True: await asyncio.sleep(0)',
    'a loop of prints': 'while True: print("go")',
  };
  for (const [what, code] of Object.entries(cells)) {
    it(`end ${what} and keep the state`, async () => {
      const { reply } = await kernel.interruptWhenHeard(code);
      assert.equal(reply.ename, 'KeyboardInterrupt');
      assert.equal(await value('x'), '20');
    });
  }

  it('end a question, and do nothing to an idle kernel', async () => {
    const { reply } = await client.run('input("?")', {
      content: { allow_stdin: true },
      onQuestion: () => void kernel.process.kill('SIGINT'),
    });
    assert.equal(reply.ename, 'KeyboardInterrupt');
    kernel.process.kill('SIGINT');
    await setTimeout(300);
    assert.equal(await value('1 + 1'), '2');
  });
});

describe('an interrupt while Python starts', { timeout: 60_000 }, () => {
  it('ends the cell that waits and not the kernel', async () => {
    await using fresh = await KernelUnderTest.start('python-wasm', { XDG_CACHE_HOME: cache });
    const { reply } = await fresh.interruptWhenHeard('print("go")\nwhile True: pass', 'execute_input');
    assert.equal(reply.ename, 'KeyboardInterrupt');
    assert.equal((await fresh.client.run('1 + 1')).text, '2');
  });
});

describe('help of the Python kernel', () => {
  const complete = async (code: string): Promise<JsonObject> =>
    (await client.ask('complete_request', { code, cursor_pos: [...code].length })).reply;

  it('completes attributes, names, modules, keys, arguments and files', async () => {
    await client.run('import os.path\nkeyed = {"first": 1}');
    assert.partialDeepStrictEqual(await complete('"😀"; os.path.joi'), {
      matches: ['join'],
      cursor_start: 13,
      cursor_end: 16,
    });
    assert.ok(((await complete('keye')).matches as string[]).includes('keyed'));
    assert.ok(((await complete('import sqlit')).matches as string[]).includes('sqlite3'));
    assert.deepEqual((await complete('keyed["f')).matches, ['first']);
    assert.ok(((await complete('divide(')).matches as string[]).includes('a='));
    assert.deepEqual((await complete('open("dat')).matches, ['data.txt']);
  });

  it('inspects', async () => {
    const { reply } = await client.ask('inspect_request', { code: 'f(1', cursor_pos: 3, detail_level: 1 });
    const text = plain(String((reply.data as JsonObject)['text/plain']));
    assert.match(text, /Signature: f\(n\)[\s\S]*Source:[\s\S]*return n \* 2/);
    assert.equal((await client.ask('inspect_request', { code: 'absent', cursor_pos: 3 })).reply.found, false);
  });

  it('knows whether code is complete', async () => {
    const check = async (code: string): Promise<unknown> => (await client.ask('is_complete_request', { code })).reply;
    assert.deepEqual(await check('await f()'), { status: 'complete' });
    assert.deepEqual(await check('def f():'), { status: 'incomplete', indent: '    ' });
    assert.deepEqual(await check('x = = 1'), { status: 'invalid' });
    assert.deepEqual(await check('%time f'), { status: 'complete' });
  });
});

describe('the process of the Python kernel', { timeout: 120_000 }, () => {
  it('keeps a snapshot of the memory and starts from it the next time', async () => {
    assert.match(await snapshotName(), /^pyodide-.*\.snapshot$/);
    await using other = await KernelUnderTest.start('python-wasm', { XDG_CACHE_HOME: cache });
    // Each Python has its own secret in its hashes; only one from the same memory has the same.
    assert.equal((await other.client.run('hash("himalia")')).text, await value('hash("himalia")'));
    await client.run('import random');
    assert.notEqual((await other.client.run('import random; random.random()')).text, await value('random.random()'));
    const { reply } = await other.client.ask('shutdown_request', { restart: false });
    assert.deepEqual(reply, { status: 'ok', restart: false });
    assert.deepEqual(await other.exited, [0, null]);
  });

  it('starts without a cache, and from a broken snapshot', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'himalia-cache-'));
    const name = await snapshotName();
    await mkdir(join(broken, 'himalia'));
    await writeFile(join(broken, 'himalia', name), 'no snapshot');
    for (const place of [broken, '/dev/null']) {
      await using other = await KernelUnderTest.start('python-wasm', { XDG_CACHE_HOME: place });
      assert.notEqual((await other.client.run('hash("himalia")')).text, await value('hash("himalia")'));
    }
    await rm(broken, { recursive: true });
  });

  it('ends with its parent', async () => {
    const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const environment = { XDG_CACHE_HOME: cache, JPY_PARENT_PID: String(parent.pid) };
    await using other = await KernelUnderTest.start('python-wasm', environment);
    void other.client.run('while True: pass');
    parent.kill('SIGKILL');
    await other.exited;
  });
});
