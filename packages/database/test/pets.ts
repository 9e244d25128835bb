import type { Generated, Migration, OwnTables } from '@himalia/contracts/database';

/** Tables for the tests, with every type that behaves the same on both engines. */
export type Pets = {
  pets_owners: { id: string };
  pets_animals: {
    id: Generated<number>;
    owner: string;
    born: number;
    weight: number;
    photo: Uint8Array | null;
    count: number;
  };
};

export const owners: Migration = {
  name: '0001-owners',
  async up(db) {
    await db.schema
      .createTable('pets_owners')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .execute();
  },
};
export const animals: Migration = {
  name: '0002-animals',
  async up(db) {
    await db.schema
      .createTable('pets_animals')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('owner', 'text', (column) => column.notNull().references('pets_owners.id'))
      .addColumn('born', 'bigint', (column) => column.notNull())
      .addColumn('weight', 'double precision', (column) => column.notNull())
      .addColumn('photo', 'blob')
      .addColumn('count', 'integer', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('pets_animals_by_owner').on('pets_animals').column('owner').execute();
  },
};
export const pets: OwnTables<Pets> = { prefix: 'pets', migrations: [owners, animals] };
