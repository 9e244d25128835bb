import type { Socket } from '@himalia/contracts/http';
import type { Servers } from '@himalia/contracts/lsp';
import { type LanguageServer, shownSpec } from './language-server.ts';
import { LanguageSession, type SessionSetup } from './language-session.ts';

/** The language servers of this machine. */
export class LanguageServers implements AsyncDisposable {
  readonly #find: () => Promise<readonly LanguageServer[]>;
  readonly #setup: SessionSetup;
  readonly #sessions = new Map<string, LanguageSession>();

  /** `find` is asked at each look at the list, so that what was just installed is there. */
  constructor(find: () => Promise<readonly LanguageServer[]>, setup: SessionSetup) {
    this.#find = find;
    this.#setup = setup;
  }

  async list(): Promise<Servers> {
    const servers = await this.#find();
    for (const server of servers) this.#offer(server);
    return {
      version: 2,
      sessions: Object.fromEntries([...this.#sessions].map(([key, session]) => [key, session.model])),
      specs: Object.fromEntries(servers.map((server) => [server.key, shownSpec(server)])),
    };
  }

  /** Undefined where none of this key can be run. */
  async session(key: string): Promise<LanguageSession | undefined> {
    if (!this.#sessions.has(key)) await this.list();
    return this.#sessions.get(key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.stop()));
    await this.#setup.documents?.clear();
  }

  #offer(server: LanguageServer): void {
    if (!server.argv || this.#sessions.has(server.key)) return;
    this.#sessions.set(server.key, new LanguageSession(server, server.argv, this.#setup));
  }
}

/** A key that cannot be run is accepted, as jupyter_lsp does; what it says goes nowhere. */
export function serve(session: LanguageSession | undefined, socket: Socket): void {
  if (session) session.attach(socket);
  else socket.onMessage(() => undefined);
}
