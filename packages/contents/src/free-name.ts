/** Splits a name where a number is inserted: before the first dot, of notebooks before the last. */
function splitName(name: string): readonly [string, string] {
  const at = name.endsWith('.ipynb') ? name.lastIndexOf('.') : name.indexOf('.');
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at)];
}

/** The first of `name`, `name1`, `name2`, … (with `insert` before the number) that `claim` gets. */
export async function freeName(
  name: string,
  insert: string,
  claim: (name: string) => Promise<boolean>,
): Promise<string> {
  const [stem, extension] = splitName(name);
  for (let number = 0; ; number++) {
    const candidate = number === 0 ? name : `${stem}${insert}${number}${extension}`;
    if (await claim(candidate)) return candidate;
  }
}

/** A copy's name before it is made free: `a-Copy2.txt` is copied as `a.txt`. */
export function withoutCopyNumber(name: string): string {
  return name.replaceAll(/-Copy\d*\./g, '.');
}
