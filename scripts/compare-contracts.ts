/**
 * `npm run contracts:compare`: what changed in each document since its last release, whether that breaks clients, and
 * whether its version says so; fails where it does not. With `--release` the documents of today become the released ones.
 * Other folders can be named: `--before DIR --after DIR`, as they lie in `packages/contracts/released`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Change, compareDocuments, type Level } from './contracts/compare-documents.ts';
import { type Document, node } from './contracts/document-parts.ts';
import { isAtLeast, nextVersion } from './contracts/version-step.ts';

const contracts = join(import.meta.dirname, '../packages/contracts');
const { values } = parseArgs({
  options: { before: { type: 'string' }, after: { type: 'string' }, release: { type: 'boolean' } },
});
const before = values.before ?? join(contracts, 'released');

/** Documents by `component/kind`; today's lie in `generated` folders, released ones beside each other. */
function documentsIn(folder: string, inside: string): Map<string, string> {
  const found = (existsSync(folder) ? readdirSync(folder) : []).flatMap((component) =>
    ['openapi', 'asyncapi'].flatMap((kind) => {
      const path = join(folder, component, inside, `${kind}.json`);
      return existsSync(path) ? [[`${component}/${kind}`, readFileSync(path, 'utf8')] as const] : [];
    }),
  );
  return new Map(found);
}

function versionOf(document: Document): string {
  return String(node(document.info).version);
}

function worst(changes: readonly Change[]): Level {
  const levels = changes.map(({ level }) => level);
  return levels.includes('breaking') ? 'breaking' : levels.includes('additive') ? 'additive' : 'wording';
}

/** One document; answers whether its version is right. */
function judge(name: string, old: string, now: string | undefined): boolean {
  const released = JSON.parse(old) as Document;
  if (now === undefined) {
    console.log(`${name} ${versionOf(released)}: breaking, it is gone`);
    return false;
  }
  const today = JSON.parse(now) as Document;
  const changes = compareDocuments(released, today);
  if (changes.length === 0) return true;
  const level = worst(changes);
  const least = nextVersion(versionOf(released), level);
  const right = isAtLeast(versionOf(today), least);
  const verdict = right ? 'its version says so' : `its version must be at least ${least}`;
  console.log(`${name} ${versionOf(released)} → ${versionOf(today)}: ${level}; ${verdict}`);
  for (const change of changes) console.log(`  ${change.level.padEnd(9)} ${change.what}`);
  return right;
}

const now = values.after ? documentsIn(values.after, '') : documentsIn(join(contracts, 'src'), 'generated');
const released = documentsIn(before, '');
if (values.release) {
  rmSync(before, { recursive: true, force: true });
  for (const [name, text] of now) {
    const [component = '', kind = ''] = name.split('/');
    mkdirSync(join(before, component), { recursive: true });
    writeFileSync(join(before, component, `${kind}.json`), text);
  }
  console.log(`contracts: ${now.size} documents are the released ones now`);
} else {
  const wrong = [...released].filter(([name, text]) => !judge(name, text, now.get(name)));
  const fresh = [...now.keys()].filter((name) => !released.has(name));
  if (fresh.length > 0) console.log(`new: ${fresh.join(', ')}`);
  console.log(`contracts: ${now.size} documents, ${wrong.length} with a version that does not say what changed`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
