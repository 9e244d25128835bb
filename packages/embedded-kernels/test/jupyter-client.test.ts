import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { installKernelspecs } from '../src/install-kernelspecs.ts';
import { plain } from './wire-client.ts';

const python = [process.env.HIMALIA_PYTHON, 'python3'].find((name) => name && hasJupyterClient(name));
const skip = python === undefined ? 'no Python with jupyter_client (set HIMALIA_PYTHON)' : false;
const folder = await mkdtemp(join(tmpdir(), 'himalia-kernelspecs-'));
after(() => rm(folder, { recursive: true, force: true }));

function hasJupyterClient(name: string): boolean {
  try {
    execFileSync(name, ['-c', 'import jupyter_client'], { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

type Line = {
  readonly status?: string;
  readonly ename?: string;
  readonly outputs?: [string, { readonly text?: string; readonly data?: Record<string, string> }][];
  readonly [member: string]: unknown;
};

async function talk(name: string, loop: string, cells: readonly string[]): Promise<Line[]> {
  await installKernelspecs(folder);
  const script = join(import.meta.dirname, 'jupyter-client-peer.py');
  const peer = spawn(python ?? '', [script, folder, name, loop, ...cells], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await Promise.all([text(peer.stdout), once(peer, 'exit')]);
  return said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

const textOf = (line: Line | undefined): string | undefined => {
  const data = line?.outputs?.find(([type]) => type === 'execute_result')?.[1].data;
  return data?.['text/plain'] === undefined ? undefined : plain(data['text/plain']);
};

describe('installed kernelspecs', () => {
  it('are folders with kernel.json and logos', async () => {
    const paths = await installKernelspecs(folder);
    assert.deepEqual(paths, [join(folder, 'typescript'), join(folder, 'python-wasm')]);
    for (const path of paths) {
      assert.deepEqual((await readdir(path)).sort(), [
        'kernel.json',
        'logo-32x32.png',
        'logo-64x64.png',
        'logo-svg.svg',
      ]);
      const spec = JSON.parse(await readFile(join(path, 'kernel.json'), 'utf8'));
      assert.equal(spec.argv.at(-1), '{connection_file}');
      assert.equal(spec.interrupt_mode, 'signal');
    }
  });
});

describe('jupyter_client starts', { skip, timeout: 120_000 }, () => {
  it('the TypeScript kernel', async () => {
    const lines = await talk('typescript', 'console.log("go"); while (true) {}', [
      'const a: number = 20; a * 2',
      'await input("? ")',
      'throw new RangeError("no")',
    ]);
    const [hello, value, asked, failed, interrupted, restarted, ended] = lines;
    assert.partialDeepStrictEqual(hello, {
      display_name: 'TypeScript (Node.js)',
      info: { status: 'ok', language_info: { name: 'typescript', file_extension: '.ts' } },
    });
    assert.deepEqual([textOf(value), textOf(asked), failed?.ename], ['40', "'typed'", 'RangeError']);
    assert.deepEqual([interrupted?.ename, textOf(restarted), ended?.alive], ['Interrupted', '2', false]);
  });

  it('the Python kernel', async () => {
    const lines = await talk('python-wasm', 'print("go")\nwhile True: pass', ['6 * 7', 'input("? ")', '1 / 0']);
    const [hello, value, asked, failed, interrupted, restarted, ended] = lines;
    assert.partialDeepStrictEqual(hello, {
      display_name: 'Python (WASM)',
      info: { status: 'ok', language_info: { name: 'python', file_extension: '.py' } },
    });
    assert.deepEqual([textOf(value), textOf(asked), failed?.ename], ['42', "'typed'", 'ZeroDivisionError']);
    assert.deepEqual([interrupted?.ename, textOf(restarted), ended?.alive], ['KeyboardInterrupt', '2', false]);
  });
});
