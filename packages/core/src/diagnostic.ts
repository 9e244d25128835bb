/** Every reason for which a list of plugins is refused. The catalogue is closed; `docs/diagnostics.md` explains each. */
export const catalogue = {
  E_AMBIGUOUS: 'Two plugins offer the same service and nothing chooses between them.',
  E_CIRCLE: 'Plugins need each other in a circle.',
  E_CONFIG: 'The configuration names something unknown or holds a value that is not allowed.',
  E_CONTRACT_CLASH: 'Two plugins promise the same contract.',
  E_DISABLED: 'What is needed exists, but its plugin is not enabled.',
  E_DUPLICATE: 'One plugin is listed twice.',
  E_FLAG_CLASH: 'Two options claim the same command-line name.',
  E_HOST: 'A plugin is made for another version of Himalia.',
  E_LOAD: 'The code of a plugin cannot be loaded, or is not what its manifest says.',
  E_MANIFEST: 'The manifest of a plugin is missing or wrong.',
  E_MISSING: 'A plugin needs a service that nobody offers.',
  E_NO_CONTRACT: 'Something is served that no enabled plugin promises.',
  E_ROUTE_CLASH: 'Two operations claim the same method and path.',
  E_SHADOWED: 'A route can never be reached because another one takes its requests.',
  E_START: 'A plugin failed while it started, or was not ready in time.',
  E_UNBOUND: 'A plugin promises operations that it does not serve.',
  E_VERSION: 'A service is offered only in another major version than the one needed.',
} as const;

export type Code = keyof typeof catalogue;

/** One reason: who is involved, and what to do about it. */
export type Diagnostic = {
  readonly code: Code;
  /** A sentence that names both sides. */
  readonly message: string;
  /** What to do, as a sentence. */
  readonly hint: string;
  /** Ids of the plugins on both sides. */
  readonly plugins: readonly string[];
  /** Keys (`id@major`) of the tokens on both sides; empty when no service is involved. */
  readonly tokens: readonly string[];
  /** The file at fault, and its line from 1. */
  readonly file?: string;
  readonly line?: number;
};

/** For a gate that must throw: carries the diagnostics, and their text as its message. */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(describe(diagnostics));
    this.diagnostics = diagnostics;
  }
}

/** Text for a terminal: code, message, both sides and hint of each, without colours. */
export function describe(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(paragraph).join('\n\n');
}

function paragraph({ code, message, hint, plugins, tokens, file, line }: Diagnostic): string {
  const lines = [`${code}  ${message}`];
  if (file !== undefined) lines.push(`  file: ${file}${line === undefined ? '' : `:${line}`}`);
  if (plugins.length > 0) lines.push(`  plugins: ${plugins.join(', ')}`);
  if (tokens.length > 0) lines.push(`  services: ${tokens.join(', ')}`);
  lines.push(`  → ${hint}`);
  return lines.join('\n');
}
