import { types } from 'node:util';
import type { Variables } from './variables.ts';

/** `a.b?.c` as names; a first one in quotes is a string literal. */
export type MemberChain = { readonly path: readonly string[]; readonly start: number; readonly end: number };

const name = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`;
const literal = String.raw`"[^"\n]*"|'[^'\n]*'|\x60[^\x60]*\x60`;
const step = String.raw`\s*\??\.\s*${name}|\[(?:\d+|${literal})\]`;
const chainBefore = new RegExp(`(?:${name}|${literal})(?:${step})*$`, 'u');
const restOfName = /^[\p{ID_Continue}$]*/u;

/** The chain of names that ends at `end`. */
export function chainEndingAt(code: string, end: number): MemberChain | undefined {
  const found = chainBefore.exec(code.slice(Math.max(0, end - 1000), end));
  if (!found) return undefined;
  const path = found[0].match(new RegExp(`${literal}|\\d+(?=\\])|${name}`, 'gu')) ?? [];
  return { path: path.map((part, index) => (index > 0 ? unquoted(part) : part)), start: end - found[0].length, end };
}

/** The chain of names at the cursor, or that of the call whose parentheses the cursor is in. */
export function chainAround(code: string, cursor: number): MemberChain | undefined {
  const end = cursor + (restOfName.exec(code.slice(cursor))?.[0].length ?? 0);
  const chain = chainEndingAt(code, end);
  if (chain) return chain;
  let depth = 0;
  for (let at = Math.min(cursor, code.length) - 1; at >= 0; at--) {
    const character = code[at];
    if (character === ')') depth += 1;
    else if (character === '(' && depth === 0) return chainEndingAt(code, at);
    else if (character === '(') depth -= 1;
  }
  return undefined;
}

export type Found = { readonly value: unknown };

/** Finds a live value without running any code of the user: no getter, no proxy, no call. */
export function resolveChain(path: readonly string[], variables: Variables): Found | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  let found = root(first, variables);
  for (const key of rest) found = found && member(found.value, key);
  return found;
}

function root(first: string, variables: Variables): Found | undefined {
  if (/^["'`]/.test(first)) return { value: '' };
  if (variables.isHidden(first)) return { value: variables.hidden[first] };
  const own = Object.getOwnPropertyDescriptor(globalThis, first);
  // Node defines some of its own globals as getters, which only load them.
  if (own?.get) return variables.mustHide(first) ? { value: Reflect.get(globalThis, first) } : undefined;
  return own && { value: own.value };
}

function member(value: unknown, key: string): Found | undefined {
  for (const object of prototypes(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (descriptor) return 'value' in descriptor ? { value: descriptor.value } : undefined;
  }
  return undefined;
}

/** A value's own object, then its prototypes; nothing where looking at it would run a proxy's traps. */
export function prototypes(value: unknown): object[] {
  if (value === null || value === undefined) return [];
  const chain: object[] = [];
  let object: object | null = Object(value);
  while (object !== null && !types.isProxy(object) && chain.length < 20) {
    chain.push(object);
    object = Object.getPrototypeOf(object);
  }
  return chain;
}

function unquoted(part: string): string {
  return /^["'`]/.test(part) ? part.slice(1, -1) : part;
}
