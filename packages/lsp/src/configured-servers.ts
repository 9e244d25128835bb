import type { LanguageServer } from './language-server.ts';

/** A server as the configuration gives it: jupyter_lsp's form, `argv` with the command. */
export type ConfiguredServer = {
  readonly argv: readonly string[];
  readonly languages: readonly string[];
  readonly display_name?: string;
  readonly mime_types?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly requires_documents_on_disk?: boolean;
  readonly workspace_configuration?: Readonly<Record<string, unknown>>;
};

/** Those that were found, with those of the configuration before them; an empty command takes one away. */
export function withConfigured(
  found: readonly LanguageServer[],
  configured: Readonly<Record<string, ConfiguredServer>>,
): readonly LanguageServer[] {
  const own = Object.entries(configured).map(([key, server]): LanguageServer => {
    const known = found.find((each) => each.key === key);
    const { argv, ...rest } = server;
    return {
      mime_types: [],
      display_name: key,
      ...known,
      ...rest,
      languages: [...rest.languages],
      key,
      argv: argv.length === 0 ? undefined : argv,
    } as LanguageServer;
  });
  return [...own, ...found.filter(({ key }) => !Object.hasOwn(configured, key))];
}
