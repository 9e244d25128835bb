/** Members of the shared `Int32Array` between the kernel's thread and the one that watches for signals. */
export const signalFlags = {
  /** Not 0: loops of cells end themselves. */
  halted: 0,
  /** How many interrupts were asked for, and how many of them the kernel's thread has seen. */
  asked: 1,
  seen: 2,
  /** Not 0: the kernel's thread left SIGINT to the other one. */
  handedOver: 3,
  /** Counts the scripts that the kernel's thread began, and up to which one the watching thread's is newer (-1: none). */
  began: 4,
  watched: 5,
  /** Not 0: such a script runs now. */
  running: 6,
} as const;
export const signalFlagsLength = 7;

export type WatcherData = { readonly flags: Int32Array; readonly parent: number | undefined };
