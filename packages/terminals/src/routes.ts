import { type ChannelHandlers, type Handlers, HttpError } from '@himalia/contracts/http';
import {
  type Channels,
  type Operations,
  type TerminalModel,
  TerminalsError,
  type TerminalsErrorCode,
} from '@himalia/contracts/terminals';
import type { PtyTerminals } from './pty-terminals.ts';

const statuses: Readonly<Record<TerminalsErrorCode, number>> = { not_found: 404, off: 404, too_many: 429, failed: 500 };
/** Large enough for what people paste. */
const maxMessage = 16 * 1024 * 1024;

async function answering<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TerminalsError) throw new HttpError(statuses[error.code], error.message);
    throw error;
  }
}

function existing(terminals: PtyTerminals, name: string): TerminalModel {
  const model = terminals.get(name);
  if (!model) throw new TerminalsError('not_found', `Terminal not found: ${name}`);
  return model;
}

export function terminalRoutes(terminals: PtyTerminals): Handlers<Operations> {
  return {
    listTerminals: ({ reply }) =>
      answering(() => {
        terminals.mustBeAvailable();
        return reply(200, terminals.list());
      }),
    createTerminal: ({ body, reply }) =>
      answering(async () => {
        const { name, cwd } = body ?? {};
        return reply(200, await terminals.create({ ...(name ? { name } : {}), ...(cwd ? { cwd } : {}) }));
      }),
    getTerminal: ({ params, reply }) => answering(() => reply(200, existing(terminals, params.name))),
    deleteTerminal: ({ params, reply }) =>
      answering(async () => {
        await terminals.delete(params.name);
        return reply(204);
      }),
  };
}

export function terminalChannels(terminals: PtyTerminals): ChannelHandlers<Channels> {
  return {
    terminalSocket: ({ params }) =>
      answering(() => {
        const terminal = terminals.terminal(params.name);
        return { maxMessage, open: (socket) => terminal.attach(socket) };
      }),
  };
}
