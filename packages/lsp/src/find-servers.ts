import { findProgram, findScript, type Places } from './find-program.ts';
import { type KnownServer, knownServers } from './known-servers.ts';
import type { LanguageServer } from './language-server.ts';

/** Every known server, with its command where it is installed. */
export async function findServers(places: Places): Promise<LanguageServer[]> {
  return await Promise.all(
    knownServers.map(async ({ run, ...server }): Promise<LanguageServer> => {
      return { ...server, argv: await commandOf(run, places) };
    }),
  );
}

async function commandOf(run: KnownServer['run'], places: Places): Promise<readonly string[] | undefined> {
  const { args = [] } = run;
  if ('program' in run) {
    const program = await findProgram(run.program, places);
    return program === undefined ? undefined : [program, ...args];
  }
  const script = await findScript(run.module, run.script, places);
  return script === undefined ? undefined : [process.execPath, script, ...args];
}
