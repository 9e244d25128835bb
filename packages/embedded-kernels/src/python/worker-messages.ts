import type { MessagePort } from 'node:worker_threads';
import type { JsonObject, MimeBundle } from '@himalia/protocol';

/** From the kernel's main thread to the worker in which Python runs. */
export type Request =
  | { readonly type: 'execute'; readonly id: number; readonly request: string }
  | { readonly type: 'complete'; readonly id: number; readonly code: string; readonly cursor: number }
  | {
      readonly type: 'inspect';
      readonly id: number;
      readonly code: string;
      readonly cursor: number;
      readonly detail: number;
    }
  | { readonly type: 'isComplete'; readonly id: number; readonly code: string }
  /** Ends a cell that waits. */
  | { readonly type: 'cancel' };

/** What a cell prints and shows; `cell` is its request's id. */
export type CellOutput =
  | { readonly kind: 'stream'; readonly cell: number; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly kind: 'display' | 'update' | 'result';
      readonly cell: number;
      readonly data: MimeBundle;
      readonly metadata: JsonObject;
      readonly id?: string | null;
    }
  | { readonly kind: 'clear'; readonly cell: number; readonly wait: boolean };

/** From the worker. `value` and `output` are JSON. */
export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'output'; readonly output: string }
  | { readonly type: 'reply'; readonly id: number; readonly value: string }
  | { readonly type: 'input'; readonly cell: number; readonly prompt: string; readonly password: boolean }
  /** Python is broken beyond repair. */
  | { readonly type: 'crashed'; readonly reason: string };

/** The answer to `input`; null: interrupted. */
export type Answer = { readonly text: string } | { readonly refused: string } | null;

/** Members of the shared `Int32Array`. */
export const pythonFlags = {
  /** Not 0: Python runs and does not return to the event loop. */
  running: 0,
  /** Changes, with notice, when an answer or an interrupt is there for one who sleeps. */
  wake: 1,
  /** Not 0: the sleeper was interrupted. */
  interrupted: 2,
  /** Counts `cancel` messages that arrived. */
  cancelled: 3,
} as const;
export const pythonFlagsLength = 4;

export type WorkerData = {
  readonly flags: Int32Array;
  /** Pyodide's interrupt buffer: 2 raises KeyboardInterrupt. */
  readonly signals: Int32Array;
  readonly answers: MessagePort;
  readonly folder: string;
  readonly cache: string;
};
