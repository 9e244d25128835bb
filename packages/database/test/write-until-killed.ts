/** `write-until-killed.ts FILE`: says each row's number once it was committed. */
import { databaseAt } from './engines.ts';
import { type Pets, pets } from './pets.ts';

const [place = ''] = process.argv.slice(2);
const db = await databaseAt(place).open<Pets>(pets);
for (let number = 0; ; number++) {
  await db
    .insertInto('pets_owners')
    .values({ id: String(number) })
    .execute();
  process.stdout.write(`${number}\n`);
}
