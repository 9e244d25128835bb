/** `migrate-once.ts PLACE COUNT`: opens the tables that the test knows, and says what they hold. */
import { databaseAt } from './engines.ts';
import { type Pets, pets } from './pets.ts';

const [place = ''] = process.argv.slice(2);
await using database = databaseAt(place);
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.destroy();
const db = await database.open<Pets>({
  prefix: 'pets',
  migrations: [
    ...pets.migrations,
    {
      name: '0003-first-owner',
      up: async (transaction) => {
        await transaction.withTables<Pets>().insertInto('pets_owners').values({ id: 'first' }).execute();
      },
    },
  ],
});
const rows = await db.selectFrom('pets_owners').select('id').execute();
process.stdout.write(`${JSON.stringify(rows)}\n`);
