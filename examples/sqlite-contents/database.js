import { DatabaseSync } from 'node:sqlite';

const schema = `
  CREATE TABLE IF NOT EXISTS entries (
    path TEXT PRIMARY KEY, folder TEXT NOT NULL, is_folder INTEGER NOT NULL, bytes BLOB,
    created INTEGER NOT NULL, modified INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS entries_by_folder ON entries (folder);
  CREATE TABLE IF NOT EXISTS checkpoints (path TEXT PRIMARY KEY, bytes BLOB NOT NULL, modified INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS pieces (
    path TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL, arrived INTEGER NOT NULL, PRIMARY KEY (path, number)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS trusted (hash TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS trash (path TEXT NOT NULL, is_folder INTEGER NOT NULL, bytes BLOB, deleted INTEGER NOT NULL) STRICT;
`;
const month = 30 * 24 * 3_600_000;
const hour = 3_600_000;

/** @typedef {{ path: string, is_folder: number, size: number | null, created: number, modified: number }} Row */

/** The tables, and nothing of Jupyter. Every change is one transaction, on disk when the method returns. */
export class Database {
  #db;

  /** @param {string} file */
  constructor(file) {
    this.#db = new DatabaseSync(file);
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000');
    this.#db.exec(schema);
    this.#db.prepare('DELETE FROM trash WHERE deleted < ?').run(Date.now() - month);
    this.#db.exec('DELETE FROM pieces');
  }

  /** @param {string} path @returns {Row | undefined} */
  row(path) {
    if (path === '') return { path, is_folder: 1, size: null, created: 0, modified: 0 };
    return this.#get(
      'SELECT path, is_folder, length(bytes) AS size, created, modified FROM entries WHERE path = ?',
      path,
    );
  }

  /** @param {string} path @returns {Buffer} */
  bytes(path) {
    return Buffer.from(this.#get('SELECT bytes FROM entries WHERE path = ?', path)?.bytes ?? []);
  }

  /** @param {string} folder @returns {Row[]} */
  children(folder) {
    const sql =
      'SELECT path, is_folder, length(bytes) AS size, created, modified FROM entries WHERE folder = ? ORDER BY path';
    return /** @type {Row[]} */ (this.#db.prepare(sql).all(folder));
  }

  /** @param {string} path @param {Uint8Array | null} bytes Null makes a folder. */
  put(path, bytes) {
    const now = Date.now();
    const sql = `INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (path) DO UPDATE SET bytes = excluded.bytes, modified = excluded.modified`;
    this.#db.prepare(sql).run(path, folderOf(path), bytes === null ? 1 : 0, bytes, now, now);
  }

  /** @param {string} from @param {string} to */
  move(from, to) {
    this.#transaction(() => {
      for (const { path } of this.#within(from)) {
        const target = to + path.slice(from.length);
        this.#db.prepare('UPDATE entries SET path = ?, folder = ? WHERE path = ?').run(target, folderOf(target), path);
        this.#db.prepare('UPDATE OR REPLACE checkpoints SET path = ? WHERE path = ?').run(target, path);
      }
    });
  }

  /** @param {string} from @param {string} to */
  copy(from, to) {
    this.#transaction(() => {
      for (const { path, is_folder } of this.#within(from))
        this.put(to + path.slice(from.length), is_folder ? null : this.bytes(path));
    });
  }

  /** @param {string} path */
  discard(path) {
    this.#transaction(() => {
      for (const { path: inner } of this.#within(path)) {
        const keep = 'INSERT INTO trash SELECT path, is_folder, bytes, ? FROM entries WHERE path = ?';
        this.#db.prepare(keep).run(Date.now(), inner);
        this.#db.prepare('DELETE FROM entries WHERE path = ?').run(inner);
        this.#db.prepare('DELETE FROM checkpoints WHERE path = ?').run(inner);
      }
    });
  }

  /** @param {string} path @returns {number | undefined} When the file that it is a copy of was changed. */
  checkpoint(path) {
    return this.#get('SELECT modified FROM checkpoints WHERE path = ?', path)?.modified;
  }

  /** @param {string} path */
  keepCheckpoint(path) {
    const sql = 'INSERT OR REPLACE INTO checkpoints SELECT path, bytes, modified FROM entries WHERE path = ?';
    this.#db.prepare(sql).run(path);
  }

  /** @param {string} path */
  restoreCheckpoint(path) {
    const { bytes } = this.#get('SELECT bytes FROM checkpoints WHERE path = ?', path) ?? {};
    if (bytes) this.put(path, bytes);
  }

  /** @param {string} path */
  dropCheckpoint(path) {
    this.#db.prepare('DELETE FROM checkpoints WHERE path = ?').run(path);
  }

  /** @param {string} hash */
  trust(hash) {
    this.#db.prepare('INSERT OR IGNORE INTO trusted VALUES (?)').run(hash);
  }

  /** @param {string} hash */
  isTrusted(hash) {
    return this.#get('SELECT 1 AS yes FROM trusted WHERE hash = ?', hash) !== undefined;
  }

  /** @param {string} path @returns {{ last: number, size: number }} What has arrived of an upload; uploads that rest are dropped. */
  arrived(path) {
    this.#db.prepare('DELETE FROM pieces WHERE arrived < ?').run(Date.now() - hour);
    const sql =
      'SELECT coalesce(max(number), 0) AS last, coalesce(sum(length(bytes)), 0) AS size FROM pieces WHERE path = ?';
    return this.#get(sql, path) ?? { last: 0, size: 0 };
  }

  /** @param {string} path @param {number} number @param {Uint8Array} bytes */
  addPiece(path, number, bytes) {
    if (number === 1) this.#db.prepare('DELETE FROM pieces WHERE path = ?').run(path);
    this.#db.prepare('INSERT INTO pieces VALUES (?, ?, ?, ?)').run(path, number, bytes, Date.now());
  }

  /** @param {string} path @param {Uint8Array} last */
  joinPieces(path, last) {
    this.#transaction(() => {
      const pieces = this.#db.prepare('SELECT bytes FROM pieces WHERE path = ? ORDER BY number').all(path);
      this.put(path, Buffer.concat([...pieces.map(({ bytes }) => /** @type {Uint8Array} */ (bytes)), last]));
      this.#db.prepare('DELETE FROM pieces WHERE path = ?').run(path);
    });
  }

  close() {
    this.#db.close();
  }

  /** An entry and all that is in it. @param {string} path */
  #within(path) {
    const sql = "SELECT path, is_folder FROM entries WHERE path = ? OR (path >= ? || '/' AND path < ? || '0')";
    return /** @type {{ path: string, is_folder: number }[]} */ (this.#db.prepare(sql).all(path, path, path));
  }

  /** @param {string} sql @param {...string} values @returns {any} */
  #get(sql, ...values) {
    return this.#db.prepare(sql).get(...values);
  }

  /** @param {() => void} work */
  #transaction(work) {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

/** @param {string} path */
function folderOf(path) {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
