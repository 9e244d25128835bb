/** Compiles patterns such as `*.pyc` (`*`, `?`, `[abc]`, `[!abc]`, as Python's fnmatch) into a test of names. */
export function hideGlobs(patterns: readonly string[]): (name: string) => boolean {
  const compiled = patterns.map(compile);
  return (name) => compiled.some((pattern) => pattern.test(name));
}

function compile(pattern: string): RegExp {
  const source = pattern.replaceAll(
    /\[(!?)([^\]]+)\]|[\s\S]/g,
    (token, not: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${not ? '^' : ''}${set.replaceAll(/[\\^\]]/g, String.raw`\$&`)}]`;
      if (token === '*') return '.*';
      return token === '?' ? '.' : token.replaceAll(/[.+^${}()|[\]\\/]/g, String.raw`\$&`);
    },
  );
  return new RegExp(`^${source}$`, 's');
}
