import { inspect } from 'node:util';
import type { MimeBundle } from '@himalia/protocol';

/** Objects with a method of this name say themselves how they look: it returns representations by media type. */
export const displaySymbol: unique symbol = Symbol.for('Jupyter.display') as never;

export type Rich = { readonly data: MimeBundle; readonly metadata: MimeBundle };

/** Colourful text, as Node's own console writes it. */
export function asText(value: unknown): string {
  try {
    return inspect(value, { colors: true, maxStringLength: 10_000, maxArrayLength: 100 });
  } catch (error) {
    return `[cannot be shown: ${error instanceof Error ? error.message : String(error)}]`;
  }
}

/** How a value is shown: by its own wish, as what it obviously is (an image, a chart, a DOM element), else as text. */
export async function mimeBundle(value: unknown): Promise<Rich> {
  if (typeof value === 'object' || typeof value === 'function') {
    const rich = value && ((await byItsOwnWish(value)) ?? image(value) ?? chart(value));
    if (rich) return rich;
  }
  return { data: { 'text/plain': asText(value) }, metadata: {} };
}

function method(value: object, name: string | symbol): (() => unknown) | undefined {
  const found: unknown = Reflect.get(value, name);
  return typeof found === 'function' ? () => Reflect.apply(found, value, []) : undefined;
}

async function byItsOwnWish(value: object): Promise<Rich | undefined> {
  const display = method(value, displaySymbol);
  if (display) {
    const data: unknown = await display();
    if (typeof data === 'object' && data !== null) return { data: { ...data } as MimeBundle, metadata: {} };
  }
  const toHtml = method(value, 'toHtml') ?? method(value, 'toHTML');
  const html = toHtml ? await toHtml() : Reflect.get(value, 'outerHTML');
  if (typeof html !== 'string') return undefined;
  const kind = /^\s*<svg[\s>]/i.test(html) && !toHtml ? 'image/svg+xml' : 'text/html';
  return { data: { [kind]: html, 'text/plain': asText(value) }, metadata: {} };
}

const signatures: readonly (readonly [string, readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
];

function image(value: object): Rich | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const kind = signatures.find(([, bytes]) => bytes.every((byte, index) => value[index] === byte))?.[0];
  return kind ? imageBundle(kind, value) : undefined;
}

/** Bytes of an image, or their base64. */
export function imageBundle(kind: string, bytes: Uint8Array | string, metadata: MimeBundle = {}): Rich {
  const base64 =
    typeof bytes === 'string' ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  const text = `<${kind}, ${Math.ceil((base64.length * 3) / 4)} bytes>`;
  return {
    data: { [kind]: base64, 'text/plain': text },
    metadata: Object.keys(metadata).length > 0 ? { [kind]: metadata } : {},
  };
}

/** Vega and Vega-Lite specifications name their schema. */
function chart(value: object): Rich | undefined {
  const schema: unknown = Reflect.get(value, '$schema');
  const found = typeof schema === 'string' ? /\/schema\/(vega(?:-lite)?)\/v(\d)/.exec(schema) : undefined;
  if (!found) return undefined;
  const kind = `application/vnd.${found[1]?.replace('-', '')}.v${found[2]}+json`;
  return { data: { [kind]: JSON.parse(JSON.stringify(value)), 'text/plain': asText(value) }, metadata: {} };
}
