import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { ExitError } from '../exit-error.ts';

const largest = 64 * 1024;
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/** What somebody types at the terminal, without showing it. Throws `ExitError` 130 after Ctrl-C. */
export async function askSecret(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: nowhere(), terminal: true });
  process.stderr.write(question); // after the terminal stopped showing what is typed
  const stopped = new AbortController();
  lines.once('SIGINT', () => stopped.abort());
  lines.once('close', () => stopped.abort());
  try {
    return await lines.question('', { signal: stopped.signal });
  } catch (cause) {
    throw new ExitError(130, 'Given up; nothing was changed.', { cause });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

/** The first line of what is piped in. */
export async function readSecretLine(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > largest) throw new ExitError(1, 'What was piped in is larger than 64 KiB.');
  }
  return text.split(/\r?\n/, 1)[0] ?? '';
}
