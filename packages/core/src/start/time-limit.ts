/** The promise's outcome, or a rejection with `late()` after so many milliseconds. */
export async function timeLimit<T>(work: Promise<T>, milliseconds: number, late: () => Error): Promise<T> {
  const { promise: limit, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), milliseconds);
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
