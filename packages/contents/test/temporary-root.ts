import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { LocalContents, type LocalContentsOptions } from '../src/local-contents.ts';

/** An empty folder that is gone after the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'himalia-contents-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Contents on an empty folder; trash off, so that nothing leaves it. */
export async function openContents(
  t: TestContext,
  options: Partial<LocalContentsOptions> = {},
): Promise<{ contents: LocalContents; root: string; state: string }> {
  const root = options.rootDir ?? (await temporaryFolder(t));
  const state = await temporaryFolder(t);
  const contents = await LocalContents.open({
    stateDir: state,
    allowHidden: false,
    deleteToTrash: false,
    alwaysDeleteDir: false,
    hideGlobs: ['__pycache__', '*.pyc', '*~'],
    maxCopyFolderSizeMb: 1,
    ...options,
    rootDir: root,
  });
  t.after(() => contents[Symbol.asyncDispose]());
  return { contents, root, state };
}

/** The codes that contents errors carry, for assertions. */
export function code(expected: string, message?: RegExp): (error: unknown) => boolean {
  return (error) => {
    const { code: actual, message: text } = error as { code?: string; message: string };
    if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}: ${text}`);
    if (message && !message.test(text)) throw new Error(`expected ${message}, got: ${text}`);
    return true;
  };
}
