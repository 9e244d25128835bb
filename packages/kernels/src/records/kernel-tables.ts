import type { Migration, OwnTables } from '@himalia/contracts/database';

export type KernelTables = {
  kernels_running: {
    id: string;
    /** Machine, runtime folder and root folder: who may go on with it. */
    place: string;
    owner: string;
    name: string;
    pid: number;
    start_time: string;
    state: string;
    last_activity: number;
    /** The whole record, as JSON. */
    record: string;
  };
};

const running: Migration = {
  name: '0001-running',
  async up(db) {
    await db.schema
      .createTable('kernels_running')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('place', 'text', (column) => column.notNull())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('pid', 'integer', (column) => column.notNull())
      .addColumn('start_time', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('last_activity', 'bigint', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('kernels_running_by_place').on('kernels_running').column('place').execute();
  },
};

export const kernelTables: OwnTables<KernelTables> = { prefix: 'kernels', migrations: [running] };
