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
