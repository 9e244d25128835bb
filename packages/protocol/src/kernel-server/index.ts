export { KernelInterrupt } from './cell-runner.ts';
export { InputRefused } from './input-desk.ts';
export type {
  CommMessage,
  Completeness,
  Completion,
  ExecuteContext,
  ExecuteOutcome,
  Inspection,
  KernelContext,
  KernelImplementation,
  KernelInfo,
  KernelServer,
  MimeBundle,
} from './kernel-implementation.ts';
export { type ServeOptions, serveKernel } from './serve-kernel.ts';
