import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Workspace, type Workspaces, WorkspacesError } from '@himalia/contracts/workspaces';
import type { Log } from '@himalia/core';
import { DurableFiles, writeProblem } from '../durable-files.ts';
import { fileTimes } from '../file-times.ts';
import { isRecord } from '../is-record.ts';
import { type ParsedFile, ParsedFiles } from '../parsed-files.ts';
import { workspaceExtension, workspaceFileName } from './workspace-file-name.ts';

function isWorkspace(value: unknown): value is Workspace {
  return isRecord(value) && isRecord(value.data) && isRecord(value.metadata) && typeof value.metadata.id === 'string';
}

/** Throws what is wrong. */
function parse(text: string): Workspace {
  const value: unknown = JSON.parse(text);
  if (!isWorkspace(value)) throw new Error('it has no data and metadata with an id');
  return value;
}

function unquote(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Workspaces in the files of one folder. */
export class FileWorkspaces implements Workspaces {
  readonly #folder: string;
  readonly #log: Log;
  readonly #files = new ParsedFiles({ parse, most: 100, largest: 16 * 1024 * 1024 });
  readonly #writes = new DurableFiles();
  readonly #reported = new Set<string>();

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  async list(): Promise<readonly Workspace[]> {
    const names = (await readdir(this.#folder).catch(() => []))
      .filter((name) => name.endsWith(workspaceExtension))
      .sort();
    const files = await Promise.all(names.map((name) => this.#read(name)));
    return files.filter((workspace) => workspace !== undefined);
  }

  async get(name: string): Promise<Workspace> {
    const id = name.startsWith('/') ? name : `/${name}`;
    return (await this.#read(workspaceFileName(name))) ?? { data: {}, metadata: { id } };
  }

  async put(name: string, raw: string): Promise<void> {
    mustBeNamed(name);
    const id = this.#idIn(raw);
    if (unquote(id.startsWith('/') ? id : `/${id}`) !== `/${name}`)
      throw new WorkspacesError('invalid', `Workspace metadata ID mismatch: expected '${name}' got '${id}'`);
    try {
      await this.#writes.write(join(this.#folder, workspaceFileName(name)), raw);
    } catch (error) {
      const { code, message } = writeProblem(error);
      throw new WorkspacesError(code, message, { cause: error });
    }
  }

  async delete(name: string): Promise<void> {
    mustBeNamed(name);
    let found: boolean;
    try {
      found = await this.#writes.remove(join(this.#folder, workspaceFileName(name)));
    } catch (error) {
      throw new WorkspacesError('failed', writeProblem(error).message, { cause: error });
    }
    if (!found) throw new WorkspacesError('not_found', `Workspace '${name}' not found`);
  }

  #idIn(raw: string): string {
    try {
      return parse(raw).metadata.id;
    } catch (error) {
      throw new WorkspacesError('invalid', `This is no workspace: ${(error as Error).message}`);
    }
  }

  async #read(fileName: string): Promise<Workspace | undefined> {
    const file = await this.#files.read(join(this.#folder, fileName));
    if (!file) return undefined;
    if ('value' in file.parsed) return withTimes(file.parsed.value, file);
    if (!this.#reported.has(fileName)) {
      this.#reported.add(fileName);
      this.#log.warn('a workspace was left out', { file: fileName, problem: file.parsed.problem });
    }
    return undefined;
  }
}

function mustBeNamed(name: string): void {
  if (name === '') throw new WorkspacesError('invalid', 'The name of the workspace is missing');
}

function withTimes(workspace: Workspace, { stats }: Pick<ParsedFile<Workspace>, 'stats'>): Workspace {
  return { ...workspace, metadata: { ...workspace.metadata, ...fileTimes(stats) } };
}
