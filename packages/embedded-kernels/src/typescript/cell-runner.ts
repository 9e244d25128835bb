import { constants, Script } from 'node:vm';
import type { CellSources } from './cell-sources.ts';
import type { Interrupts } from './interrupts.ts';
import { rewriteCell } from './rewrite-cell.ts';
import { untilAborted } from './until-aborted.ts';
import type { Variables } from './variables.ts';

/** Runs the text of cells in this process's own realm, so that `instanceof` holds between cells, Node and packages. */
export class CellRunner {
  readonly #variables: Variables;
  readonly #sources: CellSources;
  readonly #interrupts: Interrupts;

  constructor(variables: Variables, sources: CellSources, interrupts: Interrupts) {
    this.#variables = variables;
    this.#sources = sources;
    this.#interrupts = interrupts;
  }

  /** The value of the last statement, awaited. Rejects with what the cell threw, a `CellSyntaxError` or `Interrupted`. */
  async run(name: string, source: string, signal: AbortSignal): Promise<unknown> {
    const cell = rewriteCell(
      source,
      (word) => this.#variables.isHidden(word),
      (word) => this.#variables.mustHide(word),
    );
    this.#sources.rewritten(name, cell);
    this.#variables.declare(cell.names, cell.documentation);
    const script = new Script(cell.code, {
      filename: name,
      lineOffset: -1,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    return await untilAborted(this.#interrupts.run(script), signal);
  }
}
