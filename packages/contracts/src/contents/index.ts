import type { Readable } from 'node:stream';
import { Token } from '@himalia/core';

export type EntryType = 'file' | 'notebook' | 'directory';
export type EntryFormat = 'text' | 'base64' | 'json';
/** Jupyter's contents model; `content` and `format` are null unless asked for. */
export type Entry = {
  readonly name: string;
  readonly path: string;
  readonly type: EntryType;
  readonly writable: boolean;
  readonly created: string;
  readonly last_modified: string;
  readonly size: number | null;
  readonly mimetype: string | null;
  readonly format: EntryFormat | null;
  readonly content: unknown;
  readonly hash: string | null;
  readonly hash_algorithm: 'sha256' | null;
  readonly message?: string;
};
export type Checkpoint = { readonly id: string; readonly last_modified: string };
export type ReadOptions = {
  readonly type?: EntryType;
  readonly format?: EntryFormat;
  readonly content?: boolean;
  readonly hash?: boolean;
};
export type SaveModel = {
  readonly type?: EntryType;
  readonly format?: EntryFormat | null;
  readonly content?: unknown;
  /** Upload in pieces: 1, 2, … and -1 for the last. */
  readonly chunk?: number;
};
export type ContentsErrorCode =
  | 'not_found'
  | 'exists'
  | 'not_empty'
  | 'hidden'
  | 'bad_type'
  | 'bad_format'
  | 'bad_request'
  | 'forbidden'
  | 'too_large'
  | 'no_space';
export class ContentsError extends Error {
  override readonly name = 'ContentsError';
  readonly code: ContentsErrorCode;
  constructor(code: ContentsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Files, notebooks and folders by path. Paths are relative to the root, `/`-separated, without outer slashes; `''` is the
 * root. Rejects with `ContentsError`. A write that resolved is on disk.
 */
export interface Contents {
  read(path: string, options?: ReadOptions): Promise<Entry>;
  exists(path: string): Promise<boolean>;
  save(path: string, model: SaveModel): Promise<Entry>;
  /** Creates an untitled entry in a folder. */
  create(folder: string, options: { readonly type?: EntryType; readonly ext?: string }): Promise<Entry>;
  copy(source: string, target: string): Promise<Entry>;
  rename(source: string, target: string): Promise<Entry>;
  delete(path: string): Promise<void>;
  /** Marks a notebook's outputs as trusted. */
  trust(path: string): Promise<void>;
  listCheckpoints(path: string): Promise<readonly Checkpoint[]>;
  createCheckpoint(path: string): Promise<Checkpoint>;
  restoreCheckpoint(path: string, id: string): Promise<void>;
  deleteCheckpoint(path: string, id: string): Promise<void>;
  /** Raw bytes, for those without a local file. */
  stream(path: string): Promise<Readable>;
  /** The absolute path on this machine's disk (confined to the root), or undefined where entries are not files. */
  localPath(path: string): string | undefined;
  readonly allowHidden: boolean;
  readonly deleteToTrash: boolean;
}
export const Contents: Token<Contents> = new Token('contents');
