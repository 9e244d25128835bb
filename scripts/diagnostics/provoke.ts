import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from './scenarios.ts';

const bin = join(import.meta.dirname, '../../packages/server/bin/himalia.js');

export type Provoked = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the command in a home of its own; names of its folders are shortened to `…`. */
export async function provoke(scenario: Scenario): Promise<Provoked> {
  const home = mkdtempSync(join(tmpdir(), 'himalia-demo-'));
  const [data, config] = [join(home, 'data'), join(home, 'config')];
  try {
    for (const folder of [data, config]) mkdirSync(folder);
    writeFileSync(join(config, 'himalia.json'), JSON.stringify(scenario.config, null, 2));
    scenario.prepare(home, data);
    const { PATH = '' } = process.env;
    const own = {
      HOME: home,
      JUPYTER_CONFIG_DIR: config,
      JUPYTER_DATA_DIR: data,
      JUPYTER_RUNTIME_DIR: join(home, 'run'),
    };
    const given = scenario.given.map((folder) => `--plugin=${folder}`);
    const started = scenario.remix === 'kernels' ? ['--port=0', '--no-browser'] : [];
    const args = ['--conditions=source', bin, scenario.command, scenario.remix, '--allow-root', ...started, ...given];
    return await new Promise((resolve) => {
      execFile(
        process.execPath,
        args,
        { cwd: home, env: { PATH, ...own }, timeout: 60_000 },
        (error, stdout, stderr) => {
          const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
          resolve({ code, stdout, stderr: stderr.replaceAll(home, '…') });
        },
      );
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
