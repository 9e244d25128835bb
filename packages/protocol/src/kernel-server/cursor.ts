/**
 * The wire counts Unicode code points (jupyter_client, "Changed in version 5.2: cursor_pos"), JavaScript UTF-16 units.
 */
export function toUtf16Offset(text: string, codePoints: number): number {
  let at = 0;
  for (let left = codePoints; left > 0 && at < text.length; left--) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

export function toCodePointOffset(text: string, utf16: number): number {
  let count = 0;
  for (let at = 0; at < Math.min(utf16, text.length); count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}
