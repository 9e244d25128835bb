import type { Answer } from '../peer/peer.ts';

/** Throws, with what came instead, unless the answer has this status. */
export function expectStatus(answer: Answer, expected: number, what: string): void {
  if (answer.status !== expected) {
    throw new Error(`${what}: ${answer.status} instead of ${expected} ${answer.text.slice(0, 200)}`.trim());
  }
}

export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [seen, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (seen !== wanted) throw new Error(`${what}: ${String(seen).slice(0, 200)} instead of ${wanted}`);
}

export function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
