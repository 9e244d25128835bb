import { contract, Events } from '@himalia/contracts/events';
import { Http } from '@himalia/contracts/http';
import { definePlugin, type Plugin } from '@himalia/core';
import { EventLog } from './event-log.ts';
import { EventSockets } from './event-sockets.ts';
import { emitPosted } from './posted-event.ts';

export const events: Plugin = definePlugin({
  id: '@himalia/system:events',
  description: 'Events, for plugins and clients',
  requires: { http: Http },
  provides: Events,
  contracts: [contract],
  activate({ http }) {
    const log = new EventLog();
    const sockets = new EventSockets();
    log.subscribe((event) => sockets.send(event));
    http.implement(contract, {
      postEvent({ body, reply }) {
        emitPosted(log, body);
        return reply(204);
      },
    });
    http.channel(contract, {
      subscribeEvents: () => ({ maxMessage: 64 * 1024, open: (socket) => sockets.add(socket) }),
    });
    return log;
  },
});
