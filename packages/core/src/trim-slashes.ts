/** Without slashes at both ends. The pattern `/\/+$/` would read a long run of them once for each, wherever it stands. */
export function trimSlashes(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === '/') start++;
  while (end > start && text[end - 1] === '/') end--;
  return text.slice(start, end);
}
