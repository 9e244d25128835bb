import type { AnyContract } from '@himalia/core';
import { record } from '../documents/document-parts.ts';
import { examplePath } from '../documents/example-path.ts';
import { operationsOf, type PromisedOperation } from '../documents/operations-of.ts';
import type { Peer } from '../peer/peer.ts';
import type { Offer } from './judge-bundle.ts';
import { offersOf } from './offers-of.ts';

/** One question to a server, and whether it knows the operation. */
export type Probe = {
  readonly contract: string;
  readonly operation: string;
  readonly path: string;
  readonly status: number;
  readonly known: boolean;
};
export type Probed = { readonly offers: readonly Offer[]; readonly missing: readonly Probe[] };

/**
 * Finds out what a running server offers, without changing anything: the first GET operation of each document is asked
 * (with the document's examples), and every other one without a path parameter; 404, 405 and 501 mean that it is not
 * there. A contract is offered when all its operations are; a WebSocket that leads to something that must exist first (a kernel, a terminal) is taken as there when the HTTP
 * half of its contract is. Versions cannot be seen from outside: those of these documents are meant.
 */
export async function probeServer(peer: Peer, contracts: readonly AnyContract[]): Promise<Probed> {
  const probes = (await Promise.all(contracts.map((contract) => probeContract(peer, contract)))).flat();
  const missing = probes.filter(({ known }) => !known);
  const absent = new Set(missing.map(({ contract }) => contract));
  const asked = new Set(probes.map(({ contract }) => contract));
  const offered = contracts.filter(({ name }) => asked.has(name) && !absent.has(name));
  return { offers: offersOf(offered), missing };
}

async function probeContract(peer: Peer, contract: AnyContract): Promise<readonly Probe[]> {
  const asked: Probe[] = [];
  for (const operation of probesOf(contract)) {
    const path = examplePath(operation, true);
    if (path === undefined) continue;
    const { status } = await peer.ask(path);
    asked.push({ contract: contract.name, operation: operation.id, path, status, known: isKnown(operation, status) });
  }
  return asked.length > 0 ? asked : await probeChannels(peer, contract);
}

/** 404 is an answer where the document promises it and the question names nothing that could be absent. */
function isKnown({ operation, parameters }: PromisedOperation, status: number): boolean {
  if (status !== 404) return status !== 405 && status !== 501;
  const named = parameters.some((parameter) => parameter.in === 'path');
  return !named && Object.hasOwn(record(operation.responses), '404');
}

function probesOf(contract: AnyContract): readonly PromisedOperation[] {
  const gets = operationsOf(contract).filter(
    ({ method, addition, changes }) => method === 'GET' && !addition && !changes,
  );
  return gets.filter(
    ({ parameters }, index) => index === 0 || parameters.every((parameter) => parameter.in !== 'path'),
  );
}

async function probeChannels(peer: Peer, { name, asyncapi }: AnyContract): Promise<readonly Probe[]> {
  const addresses = Object.entries(asyncapi?.channels ?? {}).map(([id, { address }]) => [id, String(address)] as const);
  const open = addresses.filter(([, address]) => !address.includes('{'));
  return await Promise.all(
    open.map(async ([operation, path]) => {
      const status = await peer.open(path).then(
        (socket) => {
          socket[Symbol.dispose]();
          return 101;
        },
        () => 404,
      );
      return { contract: name, operation, path, status, known: status === 101 };
    }),
  );
}
