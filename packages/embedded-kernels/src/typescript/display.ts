import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import type { KernelContext, MimeBundle } from '@himalia/protocol';
import { columnsOf, htmlTable, type Rows } from './html-table.ts';
import { imageBundle, mimeBundle, type Rich } from './mime-bundle.ts';

type Size = { readonly width?: number; readonly height?: number };
type Options = { readonly id?: string; readonly metadata?: MimeBundle };
type Markup = string | readonly string[];

/** An output that can be replaced. */
export class DisplayHandle {
  readonly id: string;
  readonly #update: (id: string, value: unknown) => Promise<void>;

  constructor(id: string, update: (id: string, value: unknown) => Promise<void>) {
    this.id = id;
    this.#update = update;
  }

  update(value: unknown): Promise<void> {
    return this.#update(this.id, value);
  }
}

/** `display(value)` of cells, and its kinds. What was begun is shown in order even when it is not awaited. */
export type Display = {
  (value: unknown, options?: Options): DisplayHandle;
  html(markup: Markup, ...values: unknown[]): DisplayHandle;
  svg(markup: Markup, ...values: unknown[]): DisplayHandle;
  markdown(markup: Markup, ...values: unknown[]): DisplayHandle;
  latex(markup: Markup, ...values: unknown[]): DisplayHandle;
  text(markup: Markup, ...values: unknown[]): DisplayHandle;
  /** Bytes, or their base64. */
  png(bytes: Uint8Array | string, size?: Size): DisplayHandle;
  jpeg(bytes: Uint8Array | string, size?: Size): DisplayHandle;
  json(value: unknown): DisplayHandle;
  table(rows: Rows, columns?: readonly string[]): DisplayHandle;
  /** Any representations by media type. */
  mime(data: MimeBundle, options?: Options): DisplayHandle;
  update(id: string, value: unknown): Promise<void>;
  /** Removes the cell's outputs, with `wait` only when the next one comes. */
  clear(wait?: boolean): void;
};

/** `context` finds the cell that the running code belongs to. */
export function createDisplay(context: () => KernelContext): Display {
  const show = (rich: Rich, { id = randomUUID(), metadata }: Options = {}): DisplayHandle => {
    context().display(rich.data, { ...rich.metadata, ...metadata }, id);
    return handle(id);
  };
  const update = async (id: string, value: unknown): Promise<void> => {
    const cell = context();
    const rich = await mimeBundle(value);
    cell.updateDisplay(id, rich.data, rich.metadata);
  };
  const handle = (id: string): DisplayHandle => new DisplayHandle(id, update);
  const display = (value: unknown, options: Options = {}): DisplayHandle => {
    const cell = context();
    const id = options.id ?? randomUUID();
    const own = mimeBundle(value).then(({ data, metadata }) =>
      cell.display(data, { ...metadata, ...options.metadata }, id),
    );
    pending.add(own);
    void own.finally(() => pending.delete(own));
    return handle(id);
  };
  const markup =
    (kind: string) =>
    (text: Markup, ...values: unknown[]): DisplayHandle =>
      show(markupBundle(kind, typeof text === 'string' ? text : String.raw({ raw: text }, ...values)));
  return Object.assign(display, {
    html: markup('text/html'),
    svg: markup('image/svg+xml'),
    markdown: markup('text/markdown'),
    latex: markup('text/latex'),
    text: markup('text/plain'),
    png: (bytes: Uint8Array | string, size: Size = {}) => show(imageBundle('image/png', bytes, { ...size })),
    jpeg: (bytes: Uint8Array | string, size: Size = {}) => show(imageBundle('image/jpeg', bytes, { ...size })),
    json: (value: unknown) => show(jsonBundle(value)),
    table: (rows: Rows, columns?: readonly string[]) => show(tableBundle(rows, columns)),
    mime: (data: MimeBundle, options?: Options) => show({ data, metadata: {} }, options),
    update,
    clear: (wait = false) => context().clearOutput(wait),
  });
}

const pending = new Set<Promise<void>>();

/** Resolves when everything that was given to `display` is on its way. */
export async function displayed(): Promise<void> {
  await Promise.allSettled(pending);
}

function markupBundle(kind: string, text: string): Rich {
  return { data: kind === 'text/plain' ? { [kind]: text } : { [kind]: text, 'text/plain': text }, metadata: {} };
}

function jsonBundle(value: unknown): Rich {
  const data = { 'application/json': JSON.parse(JSON.stringify(value) ?? 'null'), 'text/plain': inspect(value) };
  return { data, metadata: {} };
}

function tableBundle(rows: Rows, columns: readonly string[] = columnsOf(rows)): Rich {
  const text = rows.map((row) => columns.map((column) => String(Reflect.get(row, column) ?? '')).join('\t'));
  const data = { 'text/html': htmlTable(rows, columns), 'text/plain': [columns.join('\t'), ...text].join('\n') };
  return { data, metadata: {} };
}
