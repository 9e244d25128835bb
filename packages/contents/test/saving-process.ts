/** Saves a notebook again and again, to a last number or until it is killed; says on stdout which save was answered. */
import { LocalContents } from '../src/local-contents.ts';

const [rootDir = '', stateDir = '', first = '0', last = 'Infinity'] = process.argv.slice(2);
const contents = await LocalContents.open({
  rootDir,
  stateDir,
  allowHidden: false,
  deleteToTrash: false,
  alwaysDeleteDir: false,
  hideGlobs: [],
  maxCopyFolderSizeMb: 1,
});
const filler = 'x'.repeat(400_000);
for (let number = Number(first) + 1; number <= Number(last); number++) {
  const cell = { cell_type: 'markdown', id: 'a', metadata: {}, source: filler };
  const notebook = { cells: [cell], metadata: { number }, nbformat: 4, nbformat_minor: 5 };
  await contents.save('n.ipynb', { type: 'notebook', format: 'json', content: notebook });
  process.stdout.write(`${number}\n`);
}
