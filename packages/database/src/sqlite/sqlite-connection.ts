import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { DatabaseError } from '@himalia/contracts/database';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { sqliteError } from './sqlite-error.ts';
import { Statements } from './statements.ts';
import { whileBusy } from './while-busy.ts';

/** Runs statements. Another process that writes is waited for without blocking this one. */
export class SqliteConnection implements DatabaseConnection {
  readonly #file: string;
  readonly #db: DatabaseSync;
  readonly #statements: Statements;

  constructor(file: string, db: DatabaseSync) {
    this.#file = file;
    this.#db = db;
    this.#statements = new Statements(db, 200);
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      return await whileBusy(() => this.#execute<Row>(sql, parameters as readonly SQLInputValue[]));
    } catch (error) {
      throw sqliteError(error, this.#file);
    }
  }

  #execute<Row>(sql: string, parameters: readonly SQLInputValue[]): QueryResult<Row> {
    if (!this.#db.isOpen) throw new DatabaseError('unreachable', 'The database was closed');
    const { statement, reads } = this.#statements.get(sql);
    // Rows have no prototype; those of PostgreSQL have one.
    if (reads) return { rows: statement.all(...parameters).map((row) => ({ ...row }) as Row) };
    return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) };
  }

  /** Would hold the only connection for as long as its reader likes. */
  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new DatabaseError('invalid', 'Results are not streamed: read them in pages');
  }
}
