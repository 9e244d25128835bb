import { type Accepted, type ChannelHandler, HttpError } from '@himalia/contracts/http';
import type { AnyContract, Channel } from '@himalia/core';
import { bind } from './bind.ts';
import { type Mounting, paramsOf } from './mount-operations.ts';
import { channelsOf, type ReadChannel } from './operations.ts';
import { routePattern } from './paths.ts';
import { channelRule } from './rule.ts';
import type { Upgrades } from './upgrades.ts';

type AnyChannel = Channel & { params: Record<string, string>; query: Record<string, unknown> };
export type AnyChannelHandler = ChannelHandler<AnyChannel>;

/** Registers one channel: everything is decided before the socket opens. */
function mountChannel(mounting: Mounting, upgrades: Upgrades, channel: ReadChannel, handler: AnyChannelHandler): void {
  const { url, names } = routePattern(channel.route.path);
  const checkParams = mounting.validation.parameters(channel.contract, channel.params);
  const checkQuery = mounting.validation.parameters(channel.contract, channel.query);
  mounting.server.route({
    method: 'GET',
    url,
    exposeHeadRoute: false,
    config: { channel, rule: channelRule(channel) },
    async handler(request, reply) {
      const { info, authentication, tail } = request.admitted;
      const params = paramsOf(request, names, channel.tail, tail);
      const query = { ...(request.query as Record<string, unknown>) };
      const problem = checkParams(params) ?? checkQuery(query);
      if (problem) throw new HttpError(400, problem);
      const offered = String(request.headers['sec-websocket-protocol'] ?? '')
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean);
      const accepted: Accepted = await handler({ params, query, request: info, user: authentication?.user, offered });
      if (!upgrades.isUpgrade(request.raw))
        throw new HttpError(400, 'Can "Upgrade" only to "WebSocket": this address is a WebSocket');
      reply.hijack();
      await upgrades.accept(request.raw, accepted);
    },
  });
}

/** Mounts a contract's channels; exactly one handler for each, or the contract is refused. */
export function mountChannels(
  mounting: Mounting,
  upgrades: Upgrades,
  contract: AnyContract,
  handlers: Readonly<Record<string, AnyChannelHandler>>,
): readonly ReadChannel[] {
  const bound = bind(contract, channelsOf(contract), handlers);
  mounting.validation.add(contract);
  for (const [channel, handler] of bound) mountChannel(mounting, upgrades, channel, handler);
  return bound.map(([channel]) => channel);
}
