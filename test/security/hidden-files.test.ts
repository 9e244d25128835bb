import { join } from 'node:path';
import { attackEverywhere, putCanaries, withFiles } from './canaries.ts';

const ways: readonly (readonly [name: string, hidden: string])[] = [
  ['plain', '.hidden/'],
  ['encoded dot', '%2ehidden/'],
  ['encoded slash', '.hidden%2f'],
  ['after a dot', './.hidden/'],
  ['after a folder', 'sub/../.hidden/'],
  ['after an encoded folder', 'sub%2f..%2f.hidden%2f'],
  ['after a slash', '%2f.hidden/'],
  ['doubled slash', '.hidden%2f%2f'],
  ['checkpoints', '.ipynb_checkpoints/'],
  ['below', 'sub/.hidden/'],
];

attackEverywhere({
  title: 'paths of hidden files',
  prepare: (folder) => {
    for (const name of ['.hidden', '.ipynb_checkpoints', 'sub/.hidden']) putCanaries(join(folder, 'root', name));
  },
  watched: ['root/.hidden', 'root/.ipynb_checkpoints', 'root/sub/.hidden'],
  spellings: () =>
    withFiles(ways, ['f.txt', 'f.ipynb', 'new.txt']).map(([name, hidden, file]) => [name, hidden + file] as const),
});
