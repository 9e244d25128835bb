/**
 * The variables of cells: properties of the global object, so that functions of any cell see their newest value. Names of
 * Node's own globals (`setTimeout`, `process` …) that a cell declares are kept beside: other modules rely on the originals.
 */
export class Variables {
  /** Values of names that must not be global properties. */
  readonly hidden: Record<string, unknown>;
  readonly #names = new Set<string>();
  readonly #documentation = new Map<string, string>();
  readonly #builtin: ReadonlySet<string>;

  constructor(prelude: Readonly<Record<string, unknown>>) {
    this.#builtin = new Set([...Object.getOwnPropertyNames(globalThis), 'module', 'exports', '__himalia', '__halted']);
    this.hidden = Object.assign(Object.create(null), prelude);
  }

  /** Names declared by cells, oldest first. */
  get names(): readonly string[] {
    return [...this.#names];
  }

  isHidden(name: string): boolean {
    return name in this.hidden;
  }

  /** Whether a cell that declares `name` keeps it beside. */
  mustHide(name: string): boolean {
    return this.#builtin.has(name) || this.isHidden(name);
  }

  documentation(name: string): string | undefined {
    return this.#documentation.get(name);
  }

  /** Makes room for what a cell declares. A former value stays until the declaration is reached: `let x = f(x)` may refine. */
  declare(names: readonly string[], documentation: ReadonlyMap<string, string>): void {
    for (const name of names) {
      this.#names.delete(name);
      this.#names.add(name);
      this.#documentation.delete(name);
      if (this.mustHide(name)) this.hidden[name] ??= undefined;
      else define(name, Reflect.get(globalThis, name), true);
    }
    for (const [name, text] of documentation) this.#documentation.set(name, text);
  }

  /** Makes constants of variables, until a later cell declares them anew. */
  seal(names: readonly string[]): void {
    for (const name of names) if (!this.isHidden(name)) define(name, Reflect.get(globalThis, name), false);
  }
}

function define(name: string, value: unknown, writable: boolean): void {
  Object.defineProperty(globalThis, name, { value, writable, enumerable: true, configurable: true });
}
