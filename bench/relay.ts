/**
 * A plain TCP relay, the limit of what a server in this language can do: `relay.ts PORT` connects each peer with that port
 * of this machine and prints the port it listens on.
 */
import { connect, createServer } from 'node:net';

const target = Number(process.argv[2]);
const server = createServer({ noDelay: true }, (client) => {
  const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
  upstream.pipe(client).on('error', () => upstream.destroy());
  client.pipe(upstream).on('error', () => client.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
process.on('disconnect', () => process.exit());
