/**
 * A plain TCP relay, the limit of what a server in this language can do: `relay.ts PORT [KEY]` connects each peer with that port
 * of this machine and prints the port it listens on. With a key it also looks for the messages and checks their signatures:
 * the limit of one that does, and keeps nothing.
 */
import { connect, createServer } from 'node:net';
import { Signer, verifiedParts } from '@himalia/protocol/message';
import { defaultLimits, type Frames } from '@himalia/protocol/zmtp';
import { FrameDecoder } from '../packages/protocol/src/frames/frame-decoder.ts';
import { greeting } from '../packages/protocol/src/frames/greeting.ts';

const [, , target, key] = process.argv;

/** To be called with the bytes of one connection. */
function checker(signer: Signer): (chunk: Buffer) => void {
  const decoder = new FrameDecoder(defaultLimits, () => undefined);
  decoder.allowMessages();
  let greeted = 0;
  return (chunk) => {
    const skipped = Math.min(greeting.length - greeted, chunk.length);
    greeted += skipped;
    const messages: Frames[] = [];
    decoder.decode(chunk.subarray(skipped), messages);
    for (const frames of messages) verifiedParts(frames, signer);
  };
}

const server = createServer({ noDelay: true }, (client) => {
  const upstream = connect({ port: Number(target), host: '127.0.0.1', noDelay: true });
  if (key !== undefined) upstream.on('data', checker(new Signer(key)));
  upstream.pipe(client).on('error', () => upstream.destroy());
  client.pipe(upstream).on('error', () => client.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
process.on('disconnect', () => process.exit());
