import { type Accepted, type ChannelHandler, HttpError } from '@himalia/contracts/http';
import type { AnyContract, Channel } from '@himalia/core';
import { type Mounting, paramsOf } from './mount-operations.ts';
import { ContractError, channelsOf, type ReadChannel } from './operations.ts';
import { routePattern } from './paths.ts';
import type { Upgrades } from './upgrades.ts';

type AnyChannel = Channel & { params: Record<string, string>; query: Record<string, unknown> };
export type AnyChannelHandler = ChannelHandler<AnyChannel>;

/** Registers one channel: everything is decided before the socket opens. */
function mountChannel(mounting: Mounting, upgrades: Upgrades, channel: ReadChannel, handler: AnyChannelHandler): void {
  const { url, names } = routePattern(channel.path);
  const checkParams = mounting.validation.checker(channel.contract, channel.params, 'coerce');
  const checkQuery = mounting.validation.checker(channel.contract, channel.query, 'coerce');
  mounting.server.route({
    method: 'GET',
    url: mounting.baseUrl.slice(0, -1) + url,
    exposeHeadRoute: false,
    config: { channel },
    async handler(request, reply) {
      const { info, authentication } = mounting.admitted(request);
      const params = paramsOf(request, names, undefined, undefined);
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
      upgrades.accept(request.raw, accepted);
    },
  });
}

/** Mounts a contract's channels; exactly one handler for each, or the contract is refused. */
export function mountChannels(
  mounting: Mounting,
  upgrades: Upgrades,
  contract: AnyContract,
  handlers: Readonly<Record<string, AnyChannelHandler>>,
): ReadChannel[] {
  const channels = channelsOf(contract);
  const unknown = Object.keys(handlers).filter((name) => !channels.some((channel) => channel.name === name));
  if (unknown.length)
    throw new ContractError(`E_NO_CONTRACT ${contract.name}: ${unknown.join(', ')} not in its AsyncAPI document`);
  mounting.validation.add(contract);
  for (const channel of channels) {
    const handler = handlers[channel.name];
    if (!handler) throw new ContractError(`E_UNBOUND ${contract.name}: channel ${channel.name} has no handler`);
    mountChannel(mounting, upgrades, channel, handler);
  }
  return channels;
}
