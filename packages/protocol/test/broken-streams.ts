import fc from 'fast-check';

/** What happens to a stream on its way. */
export type Break =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'drop'; readonly at: number; readonly count: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'repeat'; readonly at: number; readonly count: number };

const at = fc.nat({ max: 100_000 });
export const breaks: fc.Arbitrary<Break> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('drop' as const), at, count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('insert' as const), at, bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at, count: fc.integer({ min: 1, max: 80 }) }),
);

export function broken(bytes: Buffer, all: readonly Break[]): Buffer {
  return all.reduce(breakOnce, bytes);
}

function breakOnce(bytes: Buffer, one: Break): Buffer {
  if (bytes.length === 0) return bytes;
  const place = one.at % bytes.length;
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  switch (one.kind) {
    case 'flip': {
      const copy = Buffer.from(bytes);
      copy[place] = (copy[place] ?? 0) ^ (1 << one.bit);
      return copy;
    }
    case 'drop':
      return Buffer.concat([before, after.subarray(one.count)]);
    case 'insert':
      return Buffer.concat([before, one.bytes, after]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, one.count), after]);
  }
}

/** Cuts a stream where it is told to, and nowhere else. */
export function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length));
}
