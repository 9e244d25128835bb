import type { Spec } from '@himalia/contracts/lsp';

/** A language server by its key, and how it is run. */
export type LanguageServer = Omit<Spec, 'argv' | 'version'> & {
  readonly key: string;
  /** The command; undefined while it is not found on this machine. */
  readonly argv: readonly string[] | undefined;
};

/** What clients are told of it: all but its command. */
export function shownSpec({ key: _, argv: __, ...spec }: LanguageServer): Spec {
  return { ...spec, argv: [''], version: 2 };
}
