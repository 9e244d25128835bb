import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@himalia/contracts/database';
import { createLog } from '@himalia/core';
import { startPostgresql, type TestPostgresql } from '@himalia/testing';
import { LazyDatabase } from '../src/lazy-database.ts';
import { openPostgresql } from '../src/postgresql/open-postgresql.ts';
import { openSqlite } from '../src/sqlite/open-sqlite.ts';

export const quiet = createLog({ level: 'error', format: 'text', write: () => {} });

/** The database at a file or URL. */
export function databaseAt(place: string): LazyDatabase {
  if (!place.startsWith('postgresql:')) return new LazyDatabase('sqlite', place, () => openSqlite(place, quiet));
  return new LazyDatabase('postgresql', place, async () => ({
    db: openPostgresql({ url: place, connections: 4 }, quiet),
    isLost: () => false,
  }));
}

/** Databases of one engine, for the tests of one file. */
export interface TestEngine extends AsyncDisposable {
  readonly engine: Engine;
  /** A file or URL where nothing is yet. */
  place(): string;
}

export async function startEngine(engine: Engine): Promise<TestEngine | undefined> {
  if (engine === 'sqlite') return new Files();
  const server = await startPostgresql();
  return server && new Server(server);
}

class Files implements TestEngine {
  readonly engine: Engine = 'sqlite';
  readonly #folder = mkdtempSync(join(tmpdir(), 'himalia-sqlite-'));
  #files = 0;

  place(): string {
    return join(this.#folder, `${++this.#files}`, 'himalia.sqlite');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#folder, { recursive: true });
  }
}

class Server implements TestEngine {
  readonly engine: Engine = 'postgresql';
  readonly #server: TestPostgresql;

  constructor(server: TestPostgresql) {
    this.#server = server;
  }

  place(): string {
    return this.#server.create();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
