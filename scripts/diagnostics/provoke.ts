import { type Ended, Home } from '@himalia/testing';
import type { Scenario } from './scenarios.ts';

/** Runs the command in a home of its own; names of its folders are shortened to `…`. */
export async function provoke(scenario: Scenario): Promise<Ended> {
  using home = new Home();
  home.write('config/himalia.json', scenario.config);
  scenario.prepare(home.folder, home.data);
  const given = scenario.given.map((folder) => `--plugin=${folder}`);
  const started = scenario.remix === 'kernels' ? ['--port=0', '--no-browser'] : [];
  const args = [scenario.command, scenario.remix, '--allow-root', ...started, ...given];
  const { stderr, ...rest } = await home.run(args, { cwd: home.folder });
  return { ...rest, stderr: stderr.replaceAll(home.folder, '…') };
}
