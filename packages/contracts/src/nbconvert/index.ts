import { type Contract, Token } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

export const contract: Contract<Operations> = { name: 'nbconvert', openapi };
export type { Operations } from './generated/types.ts';

/**
 * `no_format`: nobody here knows the format; `bad_notebook`: it cannot be read; `too_large`: its result is; `failed`: the message
 * says why and what is to install; `busy`: too many at a time; `too_long`: it was ended.
 */
export type NotebookExportErrorCode = 'no_format' | 'bad_notebook' | 'too_large' | 'failed' | 'busy' | 'too_long';
export class NotebookExportError extends Error {
  override readonly name = 'NotebookExportError';
  readonly code: NotebookExportErrorCode;
  constructor(code: NotebookExportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type NotebookToExport = {
  /** In nbformat 4, as parsed JSON. */
  readonly notebook: unknown;
  /** Title and name of the result, without an extension. */
  readonly name: string;
  /** When it was changed; ISO 8601. */
  readonly modified?: string;
  /** Absolute folder that relative links start from, where there is one. */
  readonly folder?: string;
  /** Takes active content out of HTML. */
  readonly sanitize?: boolean;
};
export type ExportedNotebook = {
  readonly bytes: Uint8Array;
  /** Without parameters; empty where the format does not say. */
  readonly mediaType: string;
  /** With its dot. `.zip`: an archive of the result and its files. */
  readonly extension: string;
};

/** Converts notebooks, never in this process. Rejects with `NotebookExportError`. */
export interface NotebookExport {
  /** Media types by name of the format; empty where a format has several. */
  formats(): Promise<ReadonlyMap<string, string>>;
  /** An aborted signal ends it. */
  convert(format: string, what: NotebookToExport, signal: AbortSignal): Promise<ExportedNotebook>;
}
export const NotebookExport: Token<NotebookExport> = new Token('notebook-export');
