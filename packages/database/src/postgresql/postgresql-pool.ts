import type { Log } from '@himalia/core';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { endsConnection, postgresqlError } from './postgresql-error.ts';
import { readPostgresqlUrl } from './postgresql-url.ts';
import { typesOfSqlite } from './types-of-sqlite.ts';

export type PoolOptions = { readonly url: string; readonly connections: number };

/** Milliseconds. */
const [CONNECT, QUERY, IDLE] = [10_000, 60_000, 30_000];

/** A bounded pool. A server that went away costs the queries under way; the next ones connect anew. */
export class PostgresqlPool implements PostgresPool {
  readonly options: object = {};
  readonly #pool: pg.Pool;
  readonly #place: string;

  constructor({ url, connections }: PoolOptions, log: Log) {
    this.#place = readPostgresqlUrl(url).place;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: CONNECT,
      idleTimeoutMillis: IDLE,
      statement_timeout: QUERY,
      query_timeout: QUERY + 5_000,
      keepAlive: true,
      application_name: 'himalia',
      types: typesOfSqlite,
    });
    // Without these listeners, a connection that breaks while no query runs would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    this.#pool.on('error', (error) => log.warn('a connection to the database was lost', { reason: error.message }));
  }

  async connect(): Promise<PostgresPoolClient> {
    try {
      return new CheckedClient(await this.#pool.connect(), this.#place);
    } catch (error) {
      throw postgresqlError(error, this.#place);
    }
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}

class CheckedClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #place: string;
  #broken = false;

  constructor(client: pg.PoolClient, place: string) {
    this.#client = client;
    this.#place = place;
  }

  /** Without cursors: nothing streams. */
  readonly query: PostgresPoolClient['query'] = (async (sql: string, parameters: readonly unknown[]) => {
    try {
      return await this.#client.query(sql, [...parameters]);
    } catch (cause) {
      const error = postgresqlError(cause, this.#place);
      this.#broken ||= endsConnection(error);
      throw error;
    }
  }) as unknown as PostgresPoolClient['query'];

  release(destroy = false): void {
    this.#client.release(destroy || this.#broken);
  }
}
