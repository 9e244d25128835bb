import type { Peer } from '../peer/peer.ts';

/** One thing that a server of any make should do. */
export type Check = {
  /** Stable: lists of known differences name it. `contract/operation what` or `contract/SPEC n`. */
  readonly id: string;
  readonly contract: string;
  /** The promise in words. */
  readonly title: string;
  /** Throws where the server does otherwise, `NotApplicable` where it cannot be asked. */
  run(peer: Peer): Promise<void>;
};

/** The server cannot be asked this: nothing is wrong with it. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** A check of a numbered sentence of a contract's `SPEC.md`. */
export function behaviour(contract: string, sentence: number, title: string, run: Check['run']): Check {
  return { id: `${contract}/SPEC ${sentence}`, contract, title, run };
}
