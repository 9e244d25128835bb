import type { ConnectionInfo, Exit } from '@himalia/contracts/kernels';

/** What is known of a kernel that is held. */
export type HeldModel = {
  readonly id: string;
  /** Undefined before its sockets are opened. */
  readonly connection?: ConnectionInfo;
  readonly pid?: number;
  readonly startTime?: string;
  /** It has ended, and this is what it wrote last. */
  readonly exit?: Exit;
  readonly lastOutput?: string;
  /** A server that runs has it. */
  readonly attached: boolean;
};
