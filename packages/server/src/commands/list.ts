import { runtimeFolder } from '../configuration/jupyter-folders.ts';
import { type ExitCode, misused } from '../exit-error.ts';
import type { Environment } from '../prepare-server.ts';
import { runningServers } from '../running/running-servers.ts';

/** `himalia list [--json | --jsonlist]`: as `jupyter server list` prints it. */
export function listCommand(args: readonly string[], environment: Environment): ExitCode {
  const [form, ...more] = args;
  if (more.length > 0 || (form !== undefined && form !== '--json' && form !== '--jsonlist')) {
    throw misused('himalia list takes --json (one object a line) or --jsonlist (one array).');
  }
  const servers = runningServers(runtimeFolder(environment));
  if (form === '--jsonlist') console.log(JSON.stringify(servers, null, 2));
  else if (form === '--json') for (const server of servers) console.log(JSON.stringify(server));
  else {
    console.log('Currently running servers:');
    for (const { url, token, root_dir } of servers) {
      console.log(`${url}${token ? `?token=${encodeURIComponent(token)}` : ''} :: ${root_dir}`);
    }
  }
  return 0;
}
