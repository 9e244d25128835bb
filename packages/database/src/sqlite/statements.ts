import type { DatabaseSync, StatementSync } from 'node:sqlite';

type Prepared = { readonly statement: StatementSync; readonly reads: boolean };

const definition = /^\s*(create|alter|drop)\b/i;
/** Characters; longer statements are made up for one use. */
const LONGEST = 10_000;

/** Prepared statements; the one not used for the longest is forgotten first. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #most: number;
  readonly #known = new Map<string, Prepared>();

  constructor(db: DatabaseSync, most: number) {
    this.#db = db;
    this.#most = most;
  }

  get(sql: string): Prepared {
    const known = this.#known.get(sql);
    this.#known.delete(sql);
    const prepared = known ?? this.#prepare(sql);
    // Statements of before name the columns of before.
    if (definition.test(sql)) this.#known.clear();
    else if (sql.length <= LONGEST) this.#known.set(sql, prepared);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
    return prepared;
  }

  #prepare(sql: string): Prepared {
    const statement = this.#db.prepare(sql);
    return { statement, reads: statement.columns().length > 0 };
  }
}
