import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { types } from 'node:util';
import type { Completion } from '@himalia/protocol';
import { chainEndingAt, prototypes, resolveChain } from './member-chain.ts';
import type { Variables } from './variables.ts';

type Match = { readonly text: string; readonly type: string };

const keywords =
  'abstract any as async await boolean break case catch class const continue debugger default delete do else enum export extends false finally for from function if implements import in instanceof interface keyof let new null number of private protected public readonly return satisfies static string super switch this throw true try type typeof undefined unknown using var void while with yield'.split(
    ' ',
  );
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const most = 2000;

/** Completes members of live values, variables, globals and keywords, and the names of modules in imports. */
export function complete(code: string, cursor: number, variables: Variables): Completion {
  const before = code.slice(0, cursor);
  const module = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(["'])([^"'\n]*)$/.exec(before)?.[2];
  if (module !== undefined) return completion(moduleNames(module), module, cursor);
  const dot = /(\??\.)\s*([\p{ID_Continue}$]*)$/u.exec(before);
  if (dot && /(?<![\w$])\d+$/.test(before.slice(0, dot.index))) return completion([], dot[2] ?? '', cursor);
  if (dot) {
    const chain = chainEndingAt(before, dot.index);
    const found = chain && resolveChain(chain.path, variables);
    return completion(found ? members(found.value) : [], dot[2] ?? '', cursor);
  }
  const prefix = /[\p{ID_Continue}$]*$/u.exec(before)?.[0] ?? '';
  return completion(names(code, variables), prefix, cursor);
}

function completion(candidates: readonly Match[], prefix: string, cursor: number): Completion {
  const start = cursor - prefix.length;
  const seen = new Set<string>();
  const matches = candidates
    .filter(({ text }) => text.startsWith(prefix) && !seen.has(text) && seen.add(text))
    .slice(0, most);
  return {
    matches: matches.map(({ text }) => text),
    start,
    end: cursor,
    metadata: { _jupyter_types_experimental: matches.map(({ text, type }) => ({ text, type, start, end: cursor })) },
  };
}

function members(value: unknown): Match[] {
  const chain = prototypes(value);
  const plain = chain.length > 1 && typeof value === 'object' ? chain.slice(0, -1) : chain;
  const found = [...plain, ...chain.slice(plain.length)].flatMap((object) =>
    Object.getOwnPropertyNames(object)
      .filter((key) => identifier.test(key) && !key.startsWith('__'))
      .sort(byUse)
      .map((key) => ({ text: key, type: kindOf(Object.getOwnPropertyDescriptor(object, key)) })),
  );
  return found;
}

function byUse(a: string, b: string): number {
  return Number(a.startsWith('_')) - Number(b.startsWith('_')) || (a < b ? -1 : 1);
}

function kindOf(descriptor: PropertyDescriptor | undefined): string {
  const value: unknown = descriptor?.value;
  if (typeof value !== 'function') return 'property';
  return !types.isProxy(value) && /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'function';
}

function names(code: string, variables: Variables): Match[] {
  const declared = [
    ...code.matchAll(
      /\b(?:const|let|var|function\*?|class|enum|interface|type|import)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu,
    ),
  ];
  const global = Object.getOwnPropertyNames(globalThis).filter(
    (name) => identifier.test(name) && !name.startsWith('__'),
  );
  const known = (name: string): Match => ({
    text: name,
    type: kindOf({ value: resolveChain([name], variables)?.value }),
  });
  return [
    ...declared.map((match) => ({ text: match[1] ?? '', type: 'variable' })),
    ...variables.names.toReversed().map(known),
    ...Object.keys(variables.hidden).map(known),
    ...keywords.map((text) => ({ text, type: 'keyword' })),
    ...global.sort(byUse).map((text) => ({ text, type: 'global' })),
  ];
}

function moduleNames(prefix: string): Match[] {
  if (/^\.\.?\//.test(prefix)) {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    return entries(resolve(folder)).map(({ name, folder: inner }) => ({
      text: folder + name + (inner ? '/' : ''),
      type: 'path',
    }));
  }
  const builtin = builtinModules.filter((name) => !name.startsWith('_'));
  const prefixed = builtin.map((name) => (name.startsWith('node:') ? name : `node:${name}`));
  const text = prefix.startsWith('node:') ? prefixed : [...packages(), ...builtin, ...prefixed];
  return text.map((name) => ({ text: name, type: 'module' }));
}

function packages(): string[] {
  const found: string[] = [];
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    for (const { name } of entries(join(folder, 'node_modules'))) {
      if (!name.startsWith('@')) found.push(name);
      else found.push(...entries(join(folder, 'node_modules', name)).map((inner) => `${name}/${inner.name}`));
    }
    if (folder === dirname(folder)) return found;
  }
}

function entries(folder: string): { readonly name: string; readonly folder: boolean }[] {
  try {
    const all = readdirSync(folder, { withFileTypes: true }).slice(0, most);
    return all
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry) => ({ name: entry.name, folder: entry.isDirectory() }));
  } catch {
    return [];
  }
}
