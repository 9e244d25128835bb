import { setTimeout as wait } from 'node:timers/promises';
import type { WireMessage } from '../message/index.ts';
import type { KernelWire } from './kernel-wire.ts';

const attempts = 40;
const attemptMs = 50;

/** The client cannot be asked: it said so (`allow_stdin`), or it has no stdin connection. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused';
}

type Question = { readonly asker: Buffer | undefined; answer(text: string): void };

/** Asks clients on stdin, one question at a time. */
export class InputDesk {
  readonly #wire: KernelWire;
  #last: Promise<unknown> = Promise.resolve();
  #question: Question | undefined;

  constructor(wire: KernelWire) {
    this.#wire = wire;
  }

  /** Rejects with the signal's reason when it is aborted. */
  ask(parent: WireMessage, prompt: string, password: boolean, signal: AbortSignal): Promise<string> {
    const answer = this.#last.then(() => this.#ask(parent, prompt, password, signal));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** An `input_reply`. Of no use unless the client was asked. */
  reply(message: WireMessage): void {
    const asker = message.identities[0];
    if (this.#question?.asker === undefined || asker === undefined || !asker.equals(this.#question.asker)) return;
    const { value } = message.content();
    this.#question.answer(typeof value === 'string' ? value : '');
  }

  async #ask(parent: WireMessage, prompt: string, password: boolean, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      this.#question = { asker: parent.identities[0], answer: resolve };
      await this.#send(parent, prompt, password, signal);
      return await promise;
    } finally {
      this.#question = undefined;
      signal.removeEventListener('abort', abort);
    }
  }

  /** A client connects its stdin a moment after its shell. */
  async #send(parent: WireMessage, prompt: string, password: boolean, signal: AbortSignal): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (this.#wire.send('stdin', parent, { type: 'input_request', content: { prompt, password } })) return;
      await wait(attemptMs, undefined, { signal });
    }
    throw new InputRefused('The client that asked has no stdin connection.');
  }
}
