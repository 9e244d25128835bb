import { inspect } from 'node:util';
import type { Inspection } from '@himalia/protocol';
import { chainAround, resolveChain } from './member-chain.ts';
import type { Variables } from './variables.ts';

const longest = 2000;

/** What is known of the name at the cursor: type, signature, documentation, value, and with `detail` its source. */
export function inspectValue(code: string, cursor: number, detail: number, variables: Variables): Inspection {
  const chain = chainAround(code, cursor);
  const found = chain && resolveChain(chain.path, variables);
  if (!chain || !found) return { found: false };
  const name = chain.path.join('.');
  const documentation = chain.path.length === 1 ? variables.documentation(name) : undefined;
  const sections = describe(found.value, name, detail);
  if (documentation) sections.splice(1, 0, ['Doc', documentation]);
  const plain = sections
    .map(([title, text]) => `\u001b[31m${title}:\u001b[39m ${text.includes('\n') ? '\n' : ''}${text}`)
    .join('\n');
  return { found: true, data: { 'text/plain': plain } };
}

function describe(value: unknown, name: string, detail: number): [string, string][] {
  if (typeof value !== 'function') {
    return [
      ['Type', typeOf(value)],
      ['Value', shorten(inspect(value, { colors: true, depth: 1, maxArrayLength: 20, maxStringLength: 400 }))],
    ];
  }
  const source = Function.prototype.toString.call(value);
  const sections: [string, string][] = [
    ['Signature', signature(value, source, name)],
    ['Type', /^class\b/.test(source) ? 'class' : (value.constructor?.name ?? 'Function')],
  ];
  if (detail > 0) sections.push(['Source', shorten(source.replace(/\$cell\b/, ''))]);
  return sections;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  const own: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof own === 'string' && own ? own : 'object';
}

function signature(value: { readonly length: number }, source: string, name: string): string {
  if (source.includes('[native code]'))
    return `${name}(${Array.from({ length: value.length }, (_, index) => `arg${index + 1}`).join(', ')})`;
  const start = /^class\b/.test(source) ? source.search(/\bconstructor\s*\(/) : 0;
  if (start < 0) return `new ${name}()`;
  const open = source.indexOf('(', start);
  const bare = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source)?.[1];
  if (bare) return `${name}(${bare})`;
  return `${/^class\b/.test(source) ? 'new ' : ''}${name}${parentheses(source, open)}`;
}

function parentheses(source: string, open: number): string {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if ('([{'.includes(source[at] ?? '')) depth += 1;
    if (')]}'.includes(source[at] ?? '') && --depth === 0) return source.slice(open, at + 1).replace(/\s+/g, ' ');
  }
  return '(…)';
}

function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
