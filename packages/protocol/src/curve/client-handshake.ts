import { randomBytes } from 'node:crypto';
import { type Command, command } from '../frames/command.ts';
import { type Box, type KeyPair, keyBytes, makeKeyPair } from './box.ts';
import {
  boxWith,
  cookieBytes,
  expectLength,
  type Handshake,
  helloPadding,
  longNonceBytes,
  nonce,
  numberBytes,
  numbered,
  opened,
  refused,
  type Step,
  welcomeBytes,
} from './handshake.ts';

/** The side that connects: HELLO, WELCOME, INITIATE, READY (RFC 26). */
export class ClientHandshake implements Handshake {
  readonly asServer = false;
  readonly #serverKey: Uint8Array;
  readonly #own: KeyPair;
  readonly #transient: KeyPair = makeKeyPair();
  #number = 0n;
  #state: 'hello' | 'initiate' | 'ready' | 'done' = 'hello';
  #theirTransient: Uint8Array = Buffer.alloc(0);
  #cookie: Uint8Array = Buffer.alloc(0);
  #box: Box | undefined;

  constructor(serverKey: Uint8Array, own: KeyPair) {
    this.#serverKey = serverKey;
    this.#own = own;
  }

  begin(): Buffer {
    const number = numbered(this.nextNumber());
    const sealed = boxWith(this.#transient, this.#serverKey).seal(nonce('CurveZMQHELLO---', number), Buffer.alloc(64));
    const version = [Buffer.from([1, 0]), Buffer.alloc(helloPadding)];
    return command('HELLO', Buffer.concat([...version, this.#transient.publicKey, number, sealed]));
  }

  receive({ name, data }: Command): Step {
    if (name === 'WELCOME' && this.#state === 'hello') return this.#welcomed(data);
    if (name === 'READY' && this.#state === 'ready') return this.#ready(data);
    throw refused('its commands are out of order');
  }

  tell(metadata: Buffer): Buffer {
    if (this.#state !== 'initiate') throw refused('the handshake is out of order');
    this.#state = 'ready';
    const vouchNonce = randomBytes(longNonceBytes);
    const vouch = boxWith(this.#own, this.#theirTransient).seal(
      nonce('VOUCH---', vouchNonce),
      Buffer.concat([this.#transient.publicKey, this.#serverKey]),
    );
    const number = numbered(this.nextNumber());
    const plain = Buffer.concat([this.#own.publicKey, vouchNonce, vouch, metadata]);
    return command(
      'INITIATE',
      Buffer.concat([this.#cookie, number, this.box().seal(nonce('CurveZMQINITIATE', number), plain)]),
    );
  }

  box(): Box {
    if (this.#box === undefined) throw refused('the handshake is out of order');
    return this.#box;
  }

  nextNumber(): bigint {
    this.#number += 1n;
    return this.#number;
  }

  #welcomed(data: Buffer): Step {
    expectLength(data, welcomeBytes, 'WELCOME');
    const itsNonce = nonce('WELCOME-', data.subarray(0, longNonceBytes));
    const plain = opened(boxWith(this.#transient, this.#serverKey), itsNonce, data.subarray(longNonceBytes), 'WELCOME');
    expectLength(plain, keyBytes + cookieBytes, 'WELCOME');
    this.#theirTransient = plain.subarray(0, keyBytes);
    this.#cookie = plain.subarray(keyBytes);
    this.#box = boxWith(this.#transient, this.#theirTransient);
    this.#state = 'initiate';
    return { tell: true };
  }

  #ready(data: Buffer): Step {
    const itsNonce = nonce('CurveZMQREADY---', data.subarray(0, numberBytes));
    const metadata = opened(this.box(), itsNonce, data.subarray(numberBytes), 'READY');
    this.#state = 'done';
    return { metadata };
  }
}
