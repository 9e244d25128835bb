import pg from 'pg';

/** OIDs of int8 and numeric, which `pg` gives as text: counts and sums are such. */
const [INT8, NUMERIC] = [20, 1700];

/** Values as SQLite gives them. */
export const typesOfSqlite: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === INT8) return safeInteger;
    if (oid === NUMERIC) return Number;
    return pg.types.getTypeParser(oid, format);
  },
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond what a number holds`);
  return value;
}
