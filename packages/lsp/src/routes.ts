import type { ChannelHandlers, Handlers } from '@himalia/contracts/http';
import type { Channels, Operations } from '@himalia/contracts/lsp';
import { type LanguageServers, serve } from './language-servers.ts';
import { longestMessage } from './server-process.ts';

export function lspRoutes(servers: LanguageServers): Handlers<Operations> {
  return { getLanguageServers: async ({ reply }) => reply(200, await servers.list()) };
}

export function lspChannels(servers: LanguageServers): ChannelHandlers<Channels> {
  return {
    languageServerSocket: async ({ params }) => {
      const session = await servers.session(params.language_server);
      return { maxMessage: longestMessage, open: (socket) => serve(session, socket) };
    },
  };
}
