import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Command, command } from '../frames/command.ts';
import { type Box, type KeyPair, keyBytes, makeKeyPair, tagBytes } from './box.ts';
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
} from './handshake.ts';

const helloBytes = 2 + helloPadding + keyBytes + numberBytes + 64 + tagBytes;
const vouchBytes = 2 * keyBytes + tagBytes;

/**
 * The side that listens. Any client that knows our public key is taken, as libzmq does without an authenticator. The
 * cookie is a random one that is kept: the connection is open anyway, so there is nothing to be saved by forgetting it.
 */
export class ServerHandshake implements Handshake {
  readonly asServer = true;
  readonly #own: KeyPair;
  readonly #transient: KeyPair = makeKeyPair();
  readonly #cookie = randomBytes(cookieBytes);
  #number = 0n;
  #state: 'hello' | 'initiate' | 'ready' | 'done' = 'hello';
  #theirTransient: Buffer = Buffer.alloc(0);
  #box: Box | undefined;

  constructor(own: KeyPair) {
    this.#own = own;
  }

  begin(): undefined {
    return undefined;
  }

  receive({ name, data }: Command): Step {
    if (name === 'HELLO' && this.#state === 'hello') return this.#hello(data);
    if (name === 'INITIATE' && this.#state === 'initiate') return this.#initiated(data);
    throw refused('its commands are out of order');
  }

  tell(metadata: Buffer): Buffer {
    if (this.#state !== 'ready') throw refused('the handshake is out of order');
    this.#state = 'done';
    const number = numbered(this.nextNumber());
    return command('READY', Buffer.concat([number, this.box().seal(nonce('CurveZMQREADY---', number), metadata)]));
  }

  box(): Box {
    if (this.#box === undefined) throw refused('the handshake is out of order');
    return this.#box;
  }

  nextNumber(): bigint {
    this.#number += 1n;
    return this.#number;
  }

  #hello(data: Buffer): Step {
    expectLength(data, helloBytes, 'HELLO');
    if (data[0] !== 1) throw refused('it speaks another version of CurveZMQ');
    const keyAt = 2 + helloPadding;
    const numberAt = keyAt + keyBytes;
    this.#theirTransient = Buffer.from(data.subarray(keyAt, numberAt));
    const box = boxWith(this.#own, this.#theirTransient);
    const sealedAt = numberAt + numberBytes;
    opened(box, nonce('CurveZMQHELLO---', data.subarray(numberAt, sealedAt)), data.subarray(sealedAt), 'HELLO');
    this.#box = boxWith(this.#transient, this.#theirTransient);
    this.#state = 'initiate';
    const itsNonce = randomBytes(longNonceBytes);
    const sealed = box.seal(nonce('WELCOME-', itsNonce), Buffer.concat([this.#transient.publicKey, this.#cookie]));
    return { send: command('WELCOME', Buffer.concat([itsNonce, sealed])) };
  }

  #initiated(data: Buffer): Step {
    const [numberAt, sealedAt] = [cookieBytes, cookieBytes + numberBytes];
    const cookie = data.subarray(0, cookieBytes);
    if (cookie.length !== cookieBytes || !timingSafeEqual(cookie, this.#cookie))
      throw refused('its cookie is not ours');
    const itsNonce = nonce('CurveZMQINITIATE', data.subarray(numberAt, sealedAt));
    if (itsNonce.length !== 24) throw refused('its INITIATE has the wrong length');
    const plain = opened(this.box(), itsNonce, data.subarray(sealedAt), 'INITIATE');
    const [nonceAt, vouchAt, metadataAt] = [
      keyBytes,
      keyBytes + longNonceBytes,
      keyBytes + longNonceBytes + vouchBytes,
    ];
    if (plain.length < metadataAt) throw refused('its INITIATE has the wrong length');
    const vouch = opened(
      boxWith(this.#transient, plain.subarray(0, keyBytes)),
      nonce('VOUCH---', plain.subarray(nonceAt, vouchAt)),
      plain.subarray(vouchAt, metadataAt),
      'vouch',
    );
    if (!vouch.equals(Buffer.concat([this.#theirTransient, this.#own.publicKey])))
      throw refused('its vouch is not for us');
    this.#state = 'ready';
    return { tell: true, metadata: plain.subarray(metadataAt) };
  }
}
