/**
 * A string member of a header's JSON, found without parsing where that is safe: no escapes, no nesting, one occurrence.
 * Otherwise the JSON is parsed. Empty when there is no such string, or no JSON.
 */
export function headerMember(json: string, member: string): string {
  return scan(json, member) ?? parse(json, member);
}

/** Undefined: cannot tell. `json` has one character a byte (latin1). */
function scan(json: string, member: string): string | undefined {
  if (json === '{}' || json === '') return '';
  const value = isFlat(json) ? flatMember(json, member) : undefined;
  return value === undefined || isAscii(value) ? value : Buffer.from(value, 'latin1').toString();
}

/** No escapes and no nesting, so that members can be searched. */
export function isFlat(json: string): boolean {
  return !(json.includes('\\') || json.includes('{', 1) || json.includes('['));
}

/** The bytes between the quotes of a member of flat JSON; undefined: cannot tell. Both have one character a byte (latin1). */
export function flatMember(json: string, member: string): string | undefined {
  const quoted = `"${member}"`;
  const at = json.indexOf(quoted);
  if (at < 0 || json.includes(quoted, at + 1)) return undefined;
  const colon = skipSpace(json, at + quoted.length);
  const start = skipSpace(json, colon + 1);
  if (json[colon] !== ':' || json[start] !== '"') return undefined;
  const end = json.indexOf('"', start + 1);
  return end < 0 ? undefined : json.slice(start + 1, end);
}

function parse(json: string, member: string): string {
  try {
    const value: unknown = JSON.parse(Buffer.from(json, 'latin1').toString());
    if (typeof value !== 'object' || value === null) return '';
    const found = (value as Readonly<Record<string, unknown>>)[member];
    return typeof found === 'string' ? found : '';
  } catch {
    return '';
  }
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\t' || json[at] === '\r') at += 1;
  return at;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}
