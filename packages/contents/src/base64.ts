const columns = 76;
const equals = '='.charCodeAt(0);

/** Base64 in lines of 76 characters, each ended by a newline, as Python's `encodebytes` writes it. */
export function encodeBase64(bytes: Buffer): string {
  const piece = (columns / 4) * 3;
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += piece) {
    lines.push(bytes.toString('base64', start, Math.min(start + piece, bytes.length)));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Decodes like Python's `b64decode`: characters outside the alphabet are skipped. Undefined where its length cannot be. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Nothing was skipped, and nothing is of the other alphabet, which Node reads as well: the case of all clients.
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const isWhole = text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding;
  if (isWhole && !text.includes('-') && !text.includes('_')) return bytes;
  const clean = /[^A-Za-z0-9+/]/.test(text) ? text.replaceAll(/[^A-Za-z0-9+/=]/g, '') : text;
  const digits = clean.replace(/(?<!=)=+$/, '').length;
  if (digits % 4 === 1 || (clean.length - digits > 0 && clean.length % 4 !== 0 && digits % 4 !== 0)) return undefined;
  return Buffer.from(clean, 'base64');
}

/** Characters that are decoded at a time: a multiple of four, and too few to burden the memory. */
const step = 64 * 1024;

/**
 * Decodes text that never was a string, and gives its memory back: the garbage collector would let 64 MB of it gather.
 * Undefined, and the text as it was, where that is not plainly base64.
 */
export function takeBase64(text: Buffer): Buffer | undefined {
  const padding = text.at(-2) === equals ? 2 : text.at(-1) === equals ? 1 : 0;
  if (text.length % 4 !== 0 || text.includes('-') || text.includes('_')) return undefined;
  const bytes = Buffer.allocUnsafeSlow((text.length / 4) * 3 - padding);
  let used = 0;
  for (let at = 0; at < text.length; at += step)
    used += bytes.write(text.toString('latin1', at, at + step), used, 'base64');
  if (used < bytes.length) return undefined;
  if (text.buffer instanceof ArrayBuffer && text.length > Buffer.poolSize) text.buffer.transfer(0);
  return bytes;
}
