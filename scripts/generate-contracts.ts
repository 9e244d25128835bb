/**
 * Writes `generated/` beside each component's documents: the types, and the documents as JSON.
 * With `--check` it writes nothing and fails when a file is stale. Names of components limit it to those.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { documentTypes } from './contracts/document-types.ts';

const root = join(import.meta.dirname, '../packages/contracts/src');
const check = process.argv.includes('--check');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

function read(component: string, file: string) {
  const path = join(root, component, file);
  if (!existsSync(path)) return undefined;
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`packages/contracts/src/${component}/${file}: ${(error as Error).message}`);
  }
}

/** What belongs into a component's `generated` folder, by file name. */
function filesOf(component: string): Map<string, string> {
  const openapi = read(component, 'openapi.yaml');
  const asyncapi = read(component, 'asyncapi.yaml');
  if (!openapi && !asyncapi) return new Map();
  try {
    return new Map([
      ['types.ts', documentTypes(openapi, asyncapi)],
      ...(openapi ? [['openapi.json', `${JSON.stringify(openapi)}\n`] as const] : []),
      ...(asyncapi ? [['asyncapi.json', `${JSON.stringify(asyncapi)}\n`] as const] : []),
    ]);
  } catch (error) {
    throw new Error(`packages/contracts/src/${component}: ${(error as Error).message}`);
  }
}

const stale: string[] = [];
for (const component of wanted.length ? wanted : readdirSync(root)) {
  for (const [name, text] of filesOf(component)) {
    const path = join(root, component, 'generated', name);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    stale.push(`${component}/generated/${name}`);
    if (check) continue;
    mkdirSync(join(root, component, 'generated'), { recursive: true });
    writeFileSync(path, text);
  }
}
if (check && stale.length) {
  console.error(`stale, run "npm run contracts": ${stale.join(', ')}`);
  process.exitCode = 1;
} else console.log(check ? 'contracts: generated files are current' : `contracts: ${stale.length} files written`);
