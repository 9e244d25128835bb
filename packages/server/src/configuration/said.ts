/** What one place says about one option. */
export type Said = {
  readonly section: string;
  readonly key: string;
  readonly value: unknown;
  /** For people: `/etc/jupyter/himalia.yaml:3`, `environment JUPYTER_PORT`, `command line`, `remix lab`. */
  readonly origin: string;
};

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
