import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const debian = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres`: HIMALIA_POSTGRESQL, else Debian's newest, else on PATH. */
export function findPostgresql(): string | undefined {
  const { HIMALIA_POSTGRESQL = '', PATH = '' } = process.env;
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const folders = [
    HIMALIA_POSTGRESQL,
    ...versions.map((version) => join(debian, version, 'bin')),
    ...PATH.split(delimiter),
  ];
  return folders.find(
    (folder) => folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
}
