import { setImmediate } from 'node:timers/promises';
import type {
  CommMessage,
  Completeness,
  Completion,
  ExecuteContext,
  ExecuteOutcome,
  Inspection,
  JsonObject,
  KernelContext,
  KernelImplementation,
  KernelInfo,
} from '@himalia/protocol';
import { CellRunner } from './cell-runner.ts';
import { installRuntime } from './cell-runtime.ts';
import { CellSources } from './cell-sources.ts';
import { checkComplete } from './check-complete.ts';
import { complete } from './complete.ts';
import { createDisplay, DisplayHandle, displayed } from './display.ts';
import { inspectValue } from './inspect-value.ts';
import type { Interrupts } from './interrupts.ts';
import { mimeBundle } from './mime-bundle.ts';
import { ModuleLoader } from './module-loader.ts';
import { OutputRouting } from './output-routing.ts';
import { asText, failure } from './traceback.ts';
import { untilAborted } from './until-aborted.ts';
import { Variables } from './variables.ts';

const version = '0.1.0';

/** TypeScript and JavaScript in this very process. One a process: it takes over the console and the global object. */
export class TypeScriptKernel implements KernelImplementation {
  readonly info: KernelInfo = {
    implementation: 'himalia-typescript',
    implementation_version: version,
    banner: `TypeScript on Node.js ${process.versions.node} (Himalia ${version})`,
    language_info: {
      name: 'typescript',
      version: process.versions.node,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: { name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    help_links: [
      { text: 'Node.js', url: 'https://nodejs.org/api/' },
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'JavaScript', url: 'https://developer.mozilla.org/docs/Web/JavaScript' },
    ],
  };
  readonly #routing = new OutputRouting();
  readonly #sources = new CellSources();
  readonly #variables: Variables;
  readonly #runner: CellRunner;

  /** `folder`: where the notebook lives; modules are looked for from there. */
  constructor(folder: string, interrupts: Interrupts) {
    const loader = new ModuleLoader(folder);
    this.#variables = new Variables({
      display: createDisplay(() => this.#routing.context),
      input: (prompt = '', { password = false } = {}) => this.#routing.context.input(String(prompt), password),
      require: loader.require,
    });
    this.#runner = new CellRunner(this.#variables, this.#sources, interrupts);
    installRuntime(this.#variables, loader, interrupts);
    Error.stackTraceLimit = 30;
    this.#routing.install();
    process.on('uncaughtException', (error) => this.#report(error));
    process.on('unhandledRejection', (error) => this.#report(error));
  }

  execute(code: string, context: ExecuteContext): Promise<ExecuteOutcome> {
    return this.#routing.run(context, () => this.#execute(code, context));
  }

  complete(code: string, cursor: number): Completion {
    return complete(code, cursor, this.#variables);
  }

  inspect(code: string, cursor: number, detail: number): Inspection {
    return inspectValue(code, cursor, detail, this.#variables);
  }

  isComplete(code: string): Completeness {
    return checkComplete(code);
  }

  /** There are no comms here; who opens one learns it. */
  comm(message: CommMessage, context: KernelContext): void {
    if (message.type === 'comm_open') context.publish('comm_close', { comm_id: message.id, data: {} });
  }

  async #execute(code: string, context: ExecuteContext): Promise<ExecuteOutcome> {
    const name = this.#sources.add(context.executionCount, code);
    try {
      // What was sent so far leaves before code begins that may not yield for long.
      await setImmediate();
      const value = await this.#runner.run(name, code, context.signal);
      await settled(context.signal);
      if (value !== undefined && !(value instanceof DisplayHandle)) {
        const { data, metadata } = await mimeBundle(value);
        context.result(data, metadata);
      }
      return { status: 'ok', user_expressions: await this.#expressions(context) };
    } catch (error) {
      await settled(context.signal);
      return { status: 'error', ...failure(error, this.#sources, name) };
    }
  }

  async #expressions({ userExpressions, signal }: ExecuteContext): Promise<JsonObject> {
    const results: Record<string, JsonObject> = {};
    for (const [key, expression] of Object.entries(userExpressions)) {
      const name = this.#sources.add(-1, expression);
      try {
        const { data, metadata } = await mimeBundle(await this.#runner.run(name, expression, signal));
        results[key] = { status: 'ok', data, metadata };
      } catch (error) {
        results[key] = { status: 'error', ...failure(error, this.#sources, name) };
      }
    }
    return results;
  }

  /** What nobody caught, in a timer or a promise: shown with the cell it came from, and the kernel goes on. */
  #report(error: unknown): void {
    this.#routing.write('stderr', asText(failure(error, this.#sources)));
  }
}

/** Lets what the cell has begun to show, and rejections that nobody handles, come before the cell's end. */
async function settled(signal: AbortSignal): Promise<void> {
  await untilAborted(displayed(), signal).catch(() => undefined);
  await setImmediate();
}
