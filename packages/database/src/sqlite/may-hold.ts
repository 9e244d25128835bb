import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const known = "SELECT count(*) AS found FROM sqlite_master WHERE type = 'table' AND name = ?";

/** Whether a table may have rows, by a quick look of its own at the file. What cannot be looked at may. */
export function mayHold(file: string, table: string): boolean {
  if (!existsSync(file)) return false;
  if (!/^[a-z0-9_]+$/.test(table)) return true;
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      if (db.prepare(known).get(table)?.found === 0) return false;
      return db.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get() !== undefined;
    } finally {
      db.close();
    }
  } catch {
    return true;
  }
}
