import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Change, changed } from './text-changes.ts';

/** Documents that are kept in mind, so that changes of parts can be applied. */
const most = 500;
type Message = Readonly<Record<string, unknown>>;
type Document = { readonly uri?: unknown; readonly text?: unknown };

/** Writes what editors open and change below one folder, for language servers that read files. SPEC.md 7. */
export class VirtualDocuments {
  readonly folder: string;
  readonly #texts = new Map<string, string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Settles when the files are as the message says. Other messages change nothing. */
  async follow({ method, params }: Message): Promise<void> {
    const { textDocument, contentChanges, text } = (params ?? {}) as {
      readonly textDocument?: Document;
      readonly contentChanges?: readonly Change[];
      readonly text?: unknown;
    };
    const path = this.#pathOf(textDocument?.uri);
    if (path === undefined) return;
    if (method === 'textDocument/didOpen') await this.#write(path, String(textDocument?.text ?? ''));
    else if (method === 'textDocument/didChange' && Array.isArray(contentChanges))
      await this.#write(path, contentChanges.reduce(changed, this.#texts.get(path) ?? ''));
    else if (method === 'textDocument/didSave' && typeof text === 'string') await this.#write(path, text);
    else if (method === 'textDocument/didClose') this.#texts.delete(path);
  }

  /** What was written is of no use without its editors. */
  async clear(): Promise<void> {
    this.#texts.clear();
    await rm(this.folder, { recursive: true, force: true });
  }

  #pathOf(uri: unknown): string | undefined {
    if (typeof uri !== 'string' || !uri.startsWith('file:')) return undefined;
    let path: string;
    try {
      path = resolve(fileURLToPath(uri));
    } catch {
      return undefined;
    }
    const below = relative(this.folder, path);
    return below === '' || below === '..' || below.startsWith(`..${sep}`) || resolve(below) === below
      ? undefined
      : path;
  }

  async #write(path: string, text: string): Promise<void> {
    this.#texts.delete(path);
    this.#texts.set(path, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > most && oldest !== undefined) this.#texts.delete(oldest);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
