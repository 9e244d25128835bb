import type { Level } from './compare-documents.ts';

/** The least version that may follow: breaking raises the first number that counts, additions the next one, texts the last. */
export function nextVersion(version: string, level: Level): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (level === 'wording') return `${major}.${minor}.${patch + 1}`;
  if (level === 'breaking') return major > 0 ? `${major + 1}.0.0` : `0.${minor + 1}.0`;
  return major > 0 ? `${major}.${minor + 1}.0` : `0.${minor}.${patch + 1}`;
}

export function isAtLeast(version: string, least: string): boolean {
  const [left, right] = [version.split('.').map(Number), least.split('.').map(Number)];
  const index = left.findIndex((part, place) => part !== right[place]);
  return index < 0 || (left[index] ?? 0) > (right[index] ?? 0);
}
