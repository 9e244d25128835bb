import { createInterface, type Interface } from 'node:readline/promises';
import { stripVTControlCharacters } from 'node:util';
import { HeldKernels } from '@himalia/kernels/held';
import { runtimeFolder } from '../../configuration/jupyter-folders.ts';
import { type ExitCode, ExitError, misused } from '../../exit-error.ts';
import type { Environment } from '../../prepare-server.ts';
import { type KernelLine, lineToHeld, lineToServer } from './kernel-line.ts';
import { type KnownKernel, kernelNamed, knownKernels } from './known-kernels.ts';
import { Terminal } from './terminal.ts';

/** `himalia kernels attach ID`: each line is a cell; a line that ends with a backslash goes on. */
export async function attachKernel(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const [id, ...more] = args;
  if (!id || more.length > 0 || id.startsWith('-')) throw misused('As in: himalia kernels attach ID.');
  const runtime = runtimeFolder(environment);
  await using held = await HeldKernels.find(runtime);
  const kernel = kernelNamed((await knownKernels(runtime, held)).kernels, id);
  let input: Interface | undefined;
  const terminal = new Terminal({
    out: (text) => write(process.stdout, text),
    err: (text) => write(process.stderr, text),
    ask: async (question) => (await input?.question(question)) ?? '',
  });
  await using line = await lineTo(kernel, held, terminal);
  terminal.use(line);
  const ended = line.closed.then((): never => {
    throw new ExitError(1, 'The kernel has ended, or the connection to it was closed.');
  });
  // Not before: what is typed is heard only while somebody reads it.
  input = createInterface({ input: process.stdin, output: process.stdin.isTTY ? process.stdout : undefined });
  const ok = await Promise.race([converse(input, terminal, line, kernel), ended]);
  return ok ? 0 : 1;
}

/** Colours are for terminals. */
function write(stream: NodeJS.WriteStream, text: string): void {
  stream.write(stream.isTTY ? text : stripVTControlCharacters(text));
}

async function lineTo({ id, server, held: model }: KnownKernel, held: HeldKernels | undefined, terminal: Terminal) {
  const heard: Parameters<typeof lineToServer>[2] = (message) => terminal.hear(message);
  if (server) return await lineToServer(server, id, heard);
  if (!held || !model || model.exit) throw new ExitError(1, `The kernel ${id} has ended.`);
  return await lineToHeld(held, model, heard).catch((error: Error) => {
    throw new ExitError(1, `The kernel ${id} cannot be attached to: ${error.message}.`, { cause: error });
  });
}

/** Until the input ends. Answers whether the last cell ended without an error. */
async function converse(input: Interface, terminal: Terminal, line: KernelLine, kernel: KnownKernel): Promise<boolean> {
  const { isTTY } = process.stdin;
  if (isTTY) console.log(`${kernel.name} ${kernel.id}. Ctrl-D leaves it running, Ctrl-C interrupts a cell.`);
  input.on('SIGINT', () => {
    if (terminal.busy) void line.interrupt();
    else input.close();
  });
  let ok = true;
  let cell = '';
  if (isTTY) input.setPrompt('>>> ');
  if (isTTY) input.prompt();
  for await (const text of input) {
    const goesOn = text.endsWith('\\');
    cell += goesOn ? `${text.slice(0, -1)}\n` : text;
    if (!goesOn) {
      if (cell.trim() !== '') ok = await terminal.run(cell);
      cell = '';
    }
    input.setPrompt(goesOn ? '... ' : '>>> ');
    if (isTTY) input.prompt();
  }
  return ok;
}
