import type { Migration, OwnTables } from '@himalia/contracts/database';

export type SessionTables = {
  sessions_open: {
    id: string;
    /** Machine, runtime folder and root folder. */
    place: string;
    owner: string;
    path: string;
    name: string;
    type: string;
    kernel: string;
    /** The process that has it: pid and start time. */
    holder: string;
  };
};

const open: Migration = {
  name: '0001-open',
  async up(db) {
    await db.schema
      .createTable('sessions_open')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('place', 'text', (column) => column.notNull())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('kernel', 'text', (column) => column.notNull())
      .addColumn('holder', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('sessions_open_by_place').on('sessions_open').column('place').execute();
  },
};

export const sessionTables: OwnTables<SessionTables> = { prefix: 'sessions', migrations: [open] };
