import { randomUUID } from 'node:crypto';

/** Shorter text is not worth the trouble. */
const longBytes = 64 * 1024;
const quote = 0x22;
const backslash = 0x5c;
/** Stands for the text; nobody else can send it. */
const placeholder: string = randomUUID();

/** A JSON body without its long text, and that text as it stood there. */
export type Cut = { readonly rest: Buffer; readonly text: Buffer };

/**
 * Cuts a member's long text without escapes, such as base64, out of a JSON body, so that it need not become a string twice.
 * A quoted name before a colon is a member's name wherever it stands; whether of the body itself, the placeholder tells.
 */
export function cutLongText(body: Buffer, member: string): Cut | undefined {
  if (body.length < longBytes) return undefined;
  const name = body.indexOf(`"${member}"`);
  const start = name < 0 ? -1 : textStart(body, name + member.length + 2);
  const end = start < 0 ? -1 : body.indexOf(quote, start);
  if (end - start < longBytes) return undefined;
  const text = body.subarray(start, end);
  if (text.includes(backslash)) return undefined;
  return { rest: Buffer.concat([body.subarray(0, start), Buffer.from(placeholder), body.subarray(end)]), text };
}

/** Whether it stands where the text was: then that is a member of the body itself, and the last of its name. */
export function isPlaceholder(value: unknown): boolean {
  return value === placeholder;
}

/** Behind `:` and a quote, or -1. */
function textStart(body: Buffer, from: number): number {
  const [before] = /^\s*:\s*"/.exec(body.toString('latin1', from, from + 16)) ?? [];
  return before === undefined ? -1 : from + before.length;
}
