import { join } from 'node:path';
import { hashPassword, shortestPassword, storePassword } from '@himalia/identity';
import { askSecret, readSecretLine } from '../command-line/ask-secret.ts';
import { userConfigFolder } from '../configuration/jupyter-folders.ts';
import { type ExitCode, ExitError, misused } from '../exit-error.ts';
import { type Environment, readConfiguration } from '../prepare-server.ts';

/**
 * `himalia password [--print]`: asks for a new password, or takes the line that is piped in, and writes its hash where every
 * Jupyter server of this user finds it; with `--print` to the terminal instead.
 */
export async function passwordCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const printed = args[0] === '--print';
  if (args.length > (printed ? 1 : 0))
    throw misused('himalia password takes --print only; a password on a command line could be seen by others.');
  const hash = await hashPassword(await newPassword());
  if (printed) {
    console.log(hash);
    return 0;
  }
  const folder = userConfigFolder(environment);
  const file = join(folder, 'jupyter_server_config.json');
  await storePassword(folder, hash).catch((cause: Error) => {
    throw new ExitError(1, `${file} cannot be written: ${cause.message}`, { cause });
  });
  console.log(`The password's hash is in ${file}. Servers have it from their next start on.`);
  await warnIfOverruled(hash, environment);
  return 0;
}

async function newPassword(): Promise<string> {
  if (!process.stdin.isTTY) return longEnough(await readSecretLine());
  const password = longEnough(await askSecret('New password: '));
  if ((await askSecret('The same again: ')) === password) return password;
  throw new ExitError(1, 'The two differ; nothing was changed.');
}

function longEnough(password: string): string {
  if (password.length >= shortestPassword) return password;
  throw new ExitError(1, `A password needs at least ${shortestPassword} characters; nothing was changed.`);
}

/** Another file or a variable may say another hash, which counts more. */
async function warnIfOverruled(hash: string, environment: Environment): Promise<void> {
  const configured = await readConfiguration([], environment).catch(() => undefined);
  if (!configured || configured.config.identity?.hashedPassword === hash) return;
  const origin = configured.origins.get('identity.hashedPassword') ?? 'the configuration';
  console.error(`himalia: warning: ${origin} says another password, which counts more.`);
}
