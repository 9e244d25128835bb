import type { AnyContract } from '@himalia/core';
import { record } from '../documents/document-parts.ts';
import { examplePath } from '../documents/example-path.ts';
import { operationsOf, type PromisedOperation } from '../documents/operations-of.ts';
import { replyProblem } from '../documents/reply-problem.ts';
import type { Answer, Ask, Peer } from '../peer/peer.ts';
import { type Check, NotApplicable } from '../suite/check.ts';

/** What follows from a document alone: answers as promised, refusals as promised, bad bodies refused. */
export function generatedChecks(contract: AnyContract): readonly Check[] {
  const operations = operationsOf(contract).filter(({ changes }) => !changes);
  return operations.flatMap((operation) => {
    const path = examplePath(operation);
    if (path === undefined) return [];
    return [...answers(operation, path), ...refuses(operation, path), ...refusesNonsense(operation, path)];
  });
}

function named(operation: PromisedOperation, what: string, title: string, run: Check['run']): Check {
  return { id: `${operation.contract}/${operation.id} ${what}`, contract: operation.contract, title, run };
}

function answers(operation: PromisedOperation, path: string): readonly Check[] {
  if (operation.method !== 'GET') return [];
  const title = `GET ${path} is answered as the document promises`;
  return [named(operation, 'answers', title, async (peer) => fits(operation, await asked(peer, operation, path)))];
}

/** Asks as nobody. Where nobody may do everything, nothing is refused and nothing is tried. */
function refuses(operation: PromisedOperation, path: string): readonly Check[] {
  if (operation.permission === 'none') return [];
  const { method, page } = operation;
  const title = `${method} ${path} is refused without a login`;
  return [
    named(operation, 'refuses strangers', title, async (peer) => {
      await knowsStrangers(peer);
      const answer = await asked(peer, operation, path, { method, token: null });
      const allowed = page ? [302, 403] : [403];
      if (!allowed.includes(answer.status)) throw new Error(`${answer.status} instead of ${allowed.join(' or ')}`);
      if (!page) fits(operation, answer);
    }),
  ];
}

function refusesNonsense(operation: PromisedOperation, path: string): readonly Check[] {
  const { method } = operation;
  const content = record(record(operation.operation.requestBody).content);
  if (!content['application/json'] || !Object.hasOwn(record(operation.operation.responses), '400')) return [];
  return [
    named(
      operation,
      'refuses what is no JSON',
      `${method} ${path} with a body that is no JSON is 400`,
      async (peer) => {
        const answer = await asked(peer, operation, path, { method, body: '{"a": ' });
        if (answer.status !== 400) throw new Error(`${answer.status} instead of 400`);
        fits(operation, answer);
      },
    ),
  ];
}

/** What is an addition to jupyter_server's interfaces need not be there: then its address is not found, whatever is asked. */
async function asked(peer: Peer, { addition }: PromisedOperation, path: string, ask: Ask = {}): Promise<Answer> {
  if (addition && (await peer.ask(path)).status === 404)
    throw new NotApplicable('an addition that this server does not have');
  return await peer.ask(path, ask);
}

async function knowsStrangers(peer: Peer): Promise<void> {
  const { status } = await peer.ask('api/kernelspecs', { token: null });
  if (status === 200) throw new NotApplicable('this server lets everybody in');
}

function fits(operation: PromisedOperation, answer: Answer): void {
  const problem = replyProblem(operation, answer);
  if (problem !== undefined) throw new Error(problem);
}
