import type { ConnectionInfo, Exit } from '@himalia/contracts/kernels';
import type { HeldModel } from '../feed/held-model.ts';
import type { FeedState } from '../feed/kernel-feed.ts';
import type { JournalLimits } from '../journal/journal.ts';

type Kernel = { readonly id: string };
export type SpawnGiven = Kernel & {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};
export type Held = {
  /** Names it in frames of this connection. */
  readonly handle: number;
  readonly head: number;
  readonly connected: boolean;
};

/** What a server asks, and what it gets. */
export type Asks = {
  readonly spawn: { readonly given: SpawnGiven; readonly got: { readonly pid: number; readonly startTime?: string } };
  /** Watches a process that runs already. False: that process is gone. */
  readonly adopt: {
    readonly given: Kernel & { readonly pid: number; readonly startTime: string };
    readonly got: boolean;
  };
  readonly held: { readonly given: null; readonly got: readonly HeldModel[] };
  /** Takes the lease of a kernel. Nothing of it comes before `follow`. */
  readonly hold: {
    readonly given: Kernel & {
      readonly connection: ConnectionInfo;
      readonly limits: JournalLimits;
      /** It waits for another server when this one is gone. */
      readonly keep: boolean;
    };
    readonly got: Held;
  };
  readonly disconnect: { readonly given: Kernel; readonly got: null };
  readonly reconnect: { readonly given: Kernel & { readonly connection: ConnectionInfo }; readonly got: null };
  readonly release: { readonly given: Kernel; readonly got: null };
  readonly end: { readonly given: Kernel; readonly got: null };
};
export type AskName = keyof Asks;

/** What one side tells the other without waiting. */
export type Tells = {
  readonly signal: Kernel & { readonly signal: NodeJS.Signals };
  /** It wants to know how far the journal goes, and states. */
  readonly follow: Kernel & { readonly handle: number };
  readonly exit: Kernel & { readonly pid: number; readonly exit: Exit; readonly lastOutput: string };
  readonly state: Kernel & { readonly state: FeedState };
  /** The kernel's socket took so many bytes of messages. */
  readonly taken: Kernel & { readonly bytes: number };
};
export type TellName = keyof Tells;

/** JSON as it goes over the socket: a question, its answer, something told, or the hello that comes first. */
export type Envelope = {
  readonly hello?: number;
  readonly pid?: number;
  readonly id?: number;
  readonly ask?: AskName;
  readonly tell?: TellName;
  readonly given?: unknown;
  readonly got?: unknown;
  readonly problem?: string;
  readonly code?: string;
};

export function isEnvelope(message: unknown): message is Envelope {
  return typeof message === 'object' && message !== null && !Array.isArray(message);
}
