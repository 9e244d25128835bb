const columns = 76;

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
  const digits = clean.replace(/=+$/, '').length;
  if (digits % 4 === 1 || (clean.length - digits > 0 && clean.length % 4 !== 0 && digits % 4 !== 0)) return undefined;
  return Buffer.from(clean, 'base64');
}
