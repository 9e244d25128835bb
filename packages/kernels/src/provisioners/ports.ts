import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

async function listen(host: string): Promise<Server> {
  const server = createServer();
  server.listen({ port: 0, host, exclusive: true });
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new Error(`no port is free on ${host}`) : error;
  });
  return server;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/**
 * Chooses ports for kernels. A port is found by binding it; between our letting go and the kernel's own bind anybody may
 * take it, so the ports of kernels that start at the same time are remembered (jupyter_client's `cache_ports`).
 */
export class Ports {
  readonly #taken = new Set<number>();

  /** All are held open until the last one is found, so that they differ. */
  async take(count: number, host: string): Promise<number[]> {
    const servers: Server[] = [];
    const ports: number[] = [];
    try {
      for (let tries = 0; ports.length < count; tries++) {
        if (tries > 1000) throw new Error(`no ${count} free ports on ${host}`);
        const server = await listen(host);
        servers.push(server);
        const port = portOf(server);
        if (this.#taken.has(port)) continue;
        this.#taken.add(port);
        ports.push(port);
      }
      return ports;
    } catch (error) {
      this.release(ports);
      throw error;
    } finally {
      await Promise.all(servers.map(close));
    }
  }

  /** Somebody has them already. */
  keep(ports: readonly number[]): void {
    for (const port of ports) this.#taken.add(port);
  }

  release(ports: readonly number[]): void {
    for (const port of ports) this.#taken.delete(port);
  }
}
