import type { Readable } from 'node:stream';
import { type Contract, Token } from '@himalia/core';
import type { Authentication, RequestInfo, User } from '../http/index.ts';
import type { Task } from '../operations/index.ts';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Checkpoint, Entry, Operations } from './generated/types.ts';

export type { Checkpoint, Entry, EntryType, Operations } from './generated/types.ts';
export const contract: Contract<Operations> = { name: 'contents', openapi };

export type ReadOptions = {
  /** Insist on a type; `bad_type` otherwise. */
  readonly type?: Entry['type'];
  readonly format?: 'text' | 'base64';
  readonly content?: boolean;
  readonly hash?: boolean;
};
/** Some cells of a notebook or some lines of a text, counted from 0; `stop` is not among them, without it all that follow. */
export type PartRange = { readonly unit: 'cells' | 'lines'; readonly start: number; readonly stop?: number };
export type SaveModel = {
  readonly type?: Entry['type'];
  readonly format?: string | null;
  /** Text, base64, the bytes that base64 stands for, or a notebook object. Numbers may be `JSON.rawJSON` objects, to keep their spelling. */
  readonly content?: unknown;
  /** Upload in pieces: 1, 2, … and -1 for the last. */
  readonly chunk?: number;
};
/** Conditions of a save; unmet: `changed`. */
export type SaveConditions = {
  /** The file's SHA-256 must be one of these; `*`: anything must be there. */
  readonly ifMatch?: readonly string[];
  /** Nothing must be there. */
  readonly ifAbsent?: boolean;
  /** What is there must not be newer than this second (milliseconds since the epoch). */
  readonly unmodifiedSince?: number;
};
/** A file that arrives bit by bit, also over several connections and starts of the server. */
export type Upload = {
  readonly id: string;
  readonly path: string;
  /** Bytes of the whole, and how many of them are on disk. When they are equal, the file is in its place. */
  readonly length: number;
  readonly offset: number;
  /** When it is dropped if nothing more arrives. */
  readonly expires: Date;
};
/** Resumable uploads; whoever has the id, which cannot be guessed, may go on. */
export interface Uploads {
  create(path: string, length: number, conditions?: SaveConditions): Promise<Upload>;
  find(id: string): Promise<Upload>;
  /**
   * Adds bytes at an offset, which must be the upload's (`conflict`); ends an earlier `append` that still waits for more. What
   * arrived before a failure is kept. With the last byte the file is saved.
   */
  append(id: string, offset: number, bytes: Readable): Promise<Upload>;
  discard(id: string): Promise<void>;
}
/**
 * Something changed in a watched folder: an entry came, changed (`entry` is its model now) or went; `relist`: more than is told;
 * `refused`: the folder `path` is not watched any more.
 */
export type ContentsChange = {
  readonly type: 'created' | 'changed' | 'deleted' | 'relist' | 'refused';
  readonly path: string;
  readonly entry?: Entry;
  readonly message?: string;
};
/** A file or folder below another one. */
export type Walked = {
  /** Relative to the folder; `/` between names. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly size: number;
  readonly modified: Date;
  /** The bytes of a file. */
  readonly open: () => Promise<Readable>;
};
/** `hash` is the SHA-256 of what was written; upload in pieces and folders have none. */
export type Saved = { readonly entry: Entry; readonly created: boolean; readonly hash: string | undefined };
export type CreateOptions = { readonly type?: Entry['type']; readonly ext?: string };

/**
 * `hidden` is an entry that exists and is not shown; `changed` is an unmet condition, `conflict` a step out of turn; `unseen`: a
 * save would overwrite what was added since its client read the entry; `no_space` means that the disk or the quota is full and
 * the former content is whole.
 */
export type ContentsErrorCode =
  | 'not_found'
  | 'exists'
  | 'not_empty'
  | 'hidden'
  | 'bad_type'
  | 'bad_format'
  | 'bad_request'
  | 'forbidden'
  | 'changed'
  | 'conflict'
  | 'unseen'
  | 'too_large'
  | 'no_space'
  | 'failed';
export class ContentsError extends Error {
  override readonly name = 'ContentsError';
  readonly code: ContentsErrorCode;
  constructor(code: ContentsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Files, notebooks and folders by path. Paths are relative to the root, `/`-separated, without outer slashes; `''` is the
 * root. Rejects with `ContentsError`. A write that resolved is on disk.
 */
export interface Contents {
  read(path: string, options?: ReadOptions): Promise<Entry>;
  /**
   * A folder with at most so many of its entries, sorted by name, those after `after`; `next` is the name to ask on from.
   * Optional, as the two that follow: without it the folder is read whole.
   */
  readPage?(
    path: string,
    limit: number,
    after?: string,
  ): Promise<{ readonly folder: Entry; readonly next: string | undefined }>;
  /** A folder's entries as they are found, some at a time. */
  streamEntries?(path: string): Promise<AsyncIterable<readonly Entry[]>>;
  /** The model with a part of its content and `range`; undefined: read it whole. */
  readPart?(path: string, wanted: PartRange): Promise<Entry | undefined>;
  /** What is there and may be seen, or undefined. */
  kind(path: string): Promise<'file' | 'directory' | undefined>;
  exists(path: string): Promise<boolean>;
  save(path: string, model: SaveModel, conditions?: SaveConditions): Promise<Saved>;
  /** Saves bytes as they arrive, whatever they are. Optional: without it they are collected first. */
  write?(path: string, bytes: Readable, conditions?: SaveConditions): Promise<Saved>;
  /** Optional: without it there are no resumable uploads. */
  readonly uploads?: Uploads;
  /** Creates an untitled entry in a folder. */
  create(folder: string, options: CreateOptions): Promise<Entry>;
  /** Copies into a folder under a free name, or to a path where nothing is. A `task` may be told how far it is, and stop it. */
  copy(source: string, target: string, task?: Task): Promise<Entry>;
  rename(source: string, target: string): Promise<Entry>;
  delete(path: string, task?: Task): Promise<void>;
  /** Marks a notebook's outputs as trusted. */
  trust(path: string): Promise<void>;
  listCheckpoints(path: string): Promise<readonly Checkpoint[]>;
  createCheckpoint(path: string): Promise<Checkpoint>;
  restoreCheckpoint(path: string, id: string): Promise<void>;
  deleteCheckpoint(path: string, id: string): Promise<void>;
  /** Raw bytes, for those without a local file. */
  stream(path: string): Promise<Readable>;
  /** The absolute path on this machine's disk (confined to the root), or undefined where there can be none. */
  localPath(path: string): string | undefined;
  /** All that is below a folder, folders before what is in them. Optional: without it the folders are read. */
  walk?(path: string): AsyncIterable<Walked>;
  /** Tells of changes of a folder's entries until disposed. Optional: without it nobody is told. */
  watch?(folder: string, listener: (change: ContentsChange) => void): Promise<Disposable>;
  /** Whether a part of the path is a hidden name that is not allowed. */
  isHidden(path: string): boolean;
  readonly allowHidden: boolean;
  readonly deleteToTrash: boolean;
}
export const Contents: Token<Contents> = new Token('contents');

type Caller = {
  readonly user: User | undefined;
  readonly via: Authentication['via'] | undefined;
  readonly request: RequestInfo;
};
/** Who reads or saves over the wire, as far as can be told. Opaque; empty is nobody. */
export type ContentsClient = string;
/**
 * Two programs of one user are two clients: what a browser was told, a script does not know. Who comes with a token may be another
 * user at each request, so there the machine counts.
 */
export function contentsClient({ user, via, request }: Caller): ContentsClient {
  const who = via === 'token' ? request.remoteAddress : (user?.username ?? '');
  return `${who}\n${request.headers['user-agent'] ?? ''}`;
}
export type WireSave = {
  readonly path: string;
  readonly model: SaveModel;
  readonly conditions: SaveConditions;
  readonly client: ContentsClient;
};
/** Somebody who keeps something of an entry that is not in it yet, such as the outputs of a cell that runs. */
export interface ContentsKeeper {
  /** A client is about to read the entry, or to ask what it is. Resolves when what is kept is in it; never rejects. */
  beforeRead(path: string, client: ContentsClient): Promise<void>;
  /** A client saves: `save` does it. Rejects with `ContentsError` `unseen` instead where something would be lost unseen. */
  aroundSave(request: WireSave, save: () => Promise<Saved>): Promise<Saved>;
}
/** Those who are asked before clients read and save. */
export interface ContentsKeepers {
  register(keeper: ContentsKeeper): Disposable;
}
export const ContentsKeepers: Token<ContentsKeepers> = new Token('contents-keepers');
