import { join, resolve } from 'node:path';
import { Database } from '@himalia/contracts/database';
import { JupyterPaths } from '@himalia/contracts/system';
import { definePlugin, type Plugin } from '@himalia/core';
import { LazyDatabase } from './lazy-database.ts';
import { readPostgresqlUrl } from './postgresql/postgresql-url.ts';

/** Nothing is loaded or opened before a plugin opens its tables. */
export const database: Plugin = definePlugin({
  id: '@himalia/database:database',
  description: 'Tables for plugins, in SQLite or PostgreSQL',
  requires: { paths: JupyterPaths },
  provides: Database,
  config: {
    key: 'database',
    options: {
      url: {
        type: 'string',
        default: '',
        description: 'A PostgreSQL database: postgresql://user:password@host:5432/name; unset: SQLite',
        flag: 'database-url',
        secret: true,
      },
      file: {
        type: 'string',
        default: '',
        description: "The SQLite file; unset: himalia/himalia.sqlite of Jupyter's data folder",
        flag: 'database-file',
      },
      connections: {
        type: 'integer',
        default: 10,
        minimum: 1,
        maximum: 100,
        description: 'Most connections to PostgreSQL at a time',
        flag: 'database-connections',
      },
    },
  },
  activate({ paths, config, log }) {
    if (config.url !== '') {
      const { place } = readPostgresqlUrl(config.url);
      return new LazyDatabase('postgresql', place, async () => {
        const { openPostgresql } = await import('./postgresql/open-postgresql.ts');
        return { db: openPostgresql(config, log), isLost: () => false };
      });
    }
    const file = config.file === '' ? join(paths.userData, 'himalia', 'himalia.sqlite') : resolve(config.file);
    return new LazyDatabase('sqlite', file, async () => {
      const { openSqlite } = await import('./sqlite/open-sqlite.ts');
      return await openSqlite(file, log);
    });
  },
});
