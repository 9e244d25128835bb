import { join } from 'node:path';
import { attackEverywhere, putCanaries, withFiles } from './canaries.ts';
import type { DefendedServer } from './defended-server.ts';

/** How a path can say "one up", for servers that decode once too often, or look for `../` only. */
const ways: readonly (readonly [name: string, up: string])[] = [
  ['plain', '../'],
  ['encoded slash', '..%2f'],
  ['encoded dots', '%2e%2e/'],
  ['all encoded', '%2e%2e%2f'],
  ['half encoded', '.%2E/'],
  ['encoded twice', '..%252f'],
  ['backslash', '..\\'],
  ['encoded backslash', '%2e%2e%5c'],
  ['doubled, for those who strip once', '....//'],
  ['overlong UTF-8', '..%c0%af'],
  ['fullwidth dots', '%ef%bc%8e%ef%bc%8e/'],
  ['a parameter of a segment', '..;/'],
  ['after a folder', 'sub/..%2f..%2f'],
  ['after a dot', './../'],
];
/** One to be read, one in a folder whose name begins like the root's, and one to be made. */
const targets = ['outside/f.txt', 'root-sibling/f.ipynb', 'outside/new.txt'];

function spellings({ folder }: DefendedServer): [string, string][] {
  const outside = join(folder, 'outside').slice(1);
  const encoded = outside.replaceAll('/', '%2f');
  return [
    ...withFiles(ways, targets).map(([name, up, file]): [string, string] => [
      name,
      up + (up.endsWith('%2f') ? file.replace('/', '%2f') : file),
    ]),
    ...[2, 4, 8].map((times): [string, string] => [`${times} up`, `${'..%2f'.repeat(times)}${encoded}%2ff.txt`]),
    ['absolute', `%2f${outside}/f.txt`],
    ['absolute, two slashes', `%2f%2f${encoded}%2ff.ipynb`],
    ['file URL', `file:%2f%2f%2f${encoded}%2ff.txt`],
    ['home', '~%2f..%2foutside%2ff.txt'],
    ['null byte', '..%2foutside%2ff.txt%00.txt'],
    ['network share', '%5c%5c127.0.0.1%5coutside%5cf.txt'],
    ['drive', 'C:%5c..%2f..%2foutside%2ff.txt'],
  ];
}

attackEverywhere({
  title: 'paths that lead out of the root',
  prepare: (folder) => {
    for (const name of ['outside', 'root-sibling']) putCanaries(join(folder, name));
  },
  watched: ['outside', 'root-sibling'],
  spellings,
});
