/** `token=…` and `_xsrf=…` in a URL, a cookie or a sentence. */
const pairs = /\b(token|_xsrf)=[^&\s;,"'#<>]+/gi;
const header = /\b(authorization["']?\s*[:=]\s*["']?(?:token|bearer|basic)\s+)[^\s"',]+/gi;

/** Hides secrets that reached a text. A safety net, not a permission to log them. */
export function redactText(text: string): string {
  return text.replace(pairs, '$1=***').replace(header, '$1***');
}
