import type { Block } from './block.ts';

export type JournalLimits = {
  /** Bytes kept for one kernel. */
  readonly bytes: number;
  /** What is older goes, in milliseconds; 0: never. */
  readonly ageMs: number;
};

export type Portion = {
  /** In order and without gaps. The first one may begin before the number that was asked for. */
  readonly blocks: readonly Block[];
  /** How many messages before them are not kept any more. */
  readonly missing: number;
  /** Where to go on. */
  readonly next: number;
};

/** What is kept of a kernel's messages. */
export interface JournalReader {
  /** The sequence number of the last message; 0 while there is none. */
  readonly head: number;
  /**
   * Messages from a sequence number on, at least one block where there is one, and up to about so many bytes; into
   * this memory where they fit, which is free again when the portion is of no more use.
   */
  read(from: number, maxBytes: number, memory?: Buffer): Promise<Portion>;
}
