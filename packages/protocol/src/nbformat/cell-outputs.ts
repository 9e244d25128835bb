import { isObject, isRawNumber, type JsonObject } from './json.ts';
import { joinLines } from './lines.ts';
import { StreamText } from './stream-text.ts';

/** An output of nbformat 4; its texts are not split into lines. */
export type Output = JsonObject;
type Shown = {
  readonly size: number;
  readonly output: Output;
  readonly displayId: string | undefined;
};
type Stream = { readonly name: string; readonly text: StreamText };

function textOf(value: unknown): string {
  const text = joinLines(value);
  return typeof text === 'string' ? text : '';
}

/** What a page shows of an `input_reply` with the `prompt` of its question. */
export function typedText({ prompt, value }: JsonObject): string {
  return `${textOf(prompt)} ${textOf(value)}\n`;
}

function bundleOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The id under which a display can be updated (jupyter_client, "display_data"). */
export function displayIdOf({ transient }: JsonObject): string | undefined {
  const id = isObject(transient) ? transient.display_id : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** A number as it was parsed or, kept in its spelling, as JSON.rawJSON. */
function countOf(value: unknown): unknown {
  return typeof value === 'number' || isRawNumber(value) ? value : null;
}

/** What a message of these types shows, in the form of nbformat. */
function outputOf(type: string, content: JsonObject): Output | undefined {
  const { data, metadata, execution_count, ename, evalue, traceback } = content;
  const shown = { output_type: type, data: bundleOf(data), metadata: bundleOf(metadata) };
  if (type === 'display_data') return shown;
  if (type === 'execute_result') return { ...shown, execution_count: countOf(execution_count) };
  if (type !== 'error') return undefined;
  const lines = Array.isArray(traceback) ? traceback.filter((line) => typeof line === 'string') : [];
  return { output_type: type, ename: textOf(ename), evalue: textOf(evalue), traceback: lines };
}

/** The pager of `execute_reply` (jupyter_client, "Payloads"), which JupyterLab shows below the cell. */
function pageOf({ status, payload }: JsonObject): Output | undefined {
  const pages = status === 'ok' && Array.isArray(payload) ? payload.filter(isObject) : [];
  const page = pages.find(({ source }) => source === 'page');
  return page && { output_type: 'display_data', data: bundleOf(page.data), metadata: {} };
}

/**
 * What a code cell shows, made of the messages of one execution as JupyterLab makes it: streams merge, `clear_output` waits,
 * displays are updated by their id. Messages come in the order of the kernel; in how many portions makes no difference.
 */
export class CellOutputs {
  readonly #limit: number;
  #list: (Shown | Stream)[] = [];
  #size = 0;
  #leftOut = 0;
  #clearNext = false;
  /** A stream of this name goes on in the last output. */
  #streamName: string | undefined;
  /** As the kernel said it; undefined before. */
  executionCount: unknown;

  /** `limit`: characters of output that are kept, about; what is more is counted and told at the end. */
  constructor(limit: number = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  /**
   * Takes a message of iopub, the `execute_reply`, or an `input_reply` with `prompt` and `value`; answers whether it can have
   * changed something.
   */
  apply(type: string, content: JsonObject): boolean {
    // A result may name any; it may also come behind the reply, over another socket.
    if (content.execution_count !== undefined && type !== 'execute_result')
      this.executionCount = countOf(content.execution_count);
    if (type === 'stream') this.#addStream(textOf(content.name) || 'stdout', textOf(content.text));
    else if (type === 'input_reply') this.#addStream('stdin', typedText(content));
    else if (type === 'clear_output') this.#clear(content.wait === true);
    else if (type === 'update_display_data') return this.update(content);
    else if (type === 'execute_input') return true;
    else return this.#addShown(type, content);
    return true;
  }

  /**
   * Shows what a display of the same id shows now: `update_display_data`, and `display_data` and `execute_result` as well,
   * from whichever cell they come. An `execute_result` shows what it showed. Answers whether this cell has that display.
   */
  update(content: JsonObject): boolean {
    const id = displayIdOf(content);
    if (id === undefined) return false;
    let found = false;
    for (const [index, item] of this.#list.entries()) {
      if ('text' in item || item.displayId !== id) continue;
      const output = { ...item.output, data: bundleOf(content.data), metadata: bundleOf(content.metadata) };
      this.#replace(index, { output, size: sizeOf(output), displayId: id });
      found = true;
    }
    return found;
  }

  /** The outputs as they are now. */
  outputs(): Output[] {
    const outputs = this.#list.map((item) =>
      'text' in item ? { output_type: 'stream', name: item.name, text: item.text.toString() } : item.output,
    );
    if (this.#leftOut === 0) return outputs;
    const text = `[${this.#leftOut} more messages of output left out here]\n`;
    return [...outputs, { output_type: 'stream', name: 'stderr', text }];
  }

  #addStream(name: string, text: string): void {
    this.#clearIfDue();
    if (this.#isFull()) return;
    const last = this.#list.at(-1);
    const goesOn = last && 'text' in last && name === this.#streamName;
    const stream = goesOn ? last : { name, text: new StreamText() };
    if (!goesOn) this.#list.push(stream);
    this.#streamName = name;
    const before = stream.text.length;
    stream.text.add(text);
    this.#size += stream.text.length - before;
  }

  #addShown(type: string, content: JsonObject): boolean {
    const output = type === 'execute_reply' ? pageOf(content) : outputOf(type, content);
    if (!output) return content.execution_count !== undefined;
    if (type !== 'execute_reply') this.update(content);
    this.#clearIfDue();
    if (this.#isFull()) return true;
    const size = sizeOf(output);
    this.#list.push({ output, size, displayId: type === 'display_data' ? displayIdOf(content) : undefined });
    this.#size += size;
    this.#streamName = undefined;
    return true;
  }

  #replace(index: number, item: Shown): void {
    const before = this.#list[index];
    if (before && 'size' in before) this.#size += item.size - before.size;
    this.#list[index] = item;
  }

  #isFull(): boolean {
    if (this.#size < this.#limit) return false;
    this.#leftOut += 1;
    return true;
  }

  #clear(wait: boolean): void {
    this.#streamName = undefined;
    if (wait) {
      this.#clearNext = true;
      return;
    }
    this.#list = [];
    this.#size = 0;
    this.#leftOut = 0;
  }

  #clearIfDue(): void {
    if (!this.#clearNext) return;
    this.#clear(false);
    this.#clearNext = false;
  }
}

function sizeOf(output: Output): number {
  return JSON.stringify(output).length;
}
