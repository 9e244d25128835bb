/** A browser with a session: what pages of this and of other sites can make it send. */
import type { Answer, DefendedServer, Init } from './defended-server.ts';

export class Browser {
  readonly #server: DefendedServer;
  readonly cookie: string;
  /** What pages of the server send back. */
  readonly xsrf: string;

  private constructor(server: DefendedServer, cookies: readonly string[]) {
    this.#server = server;
    this.cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
    this.xsrf = /_xsrf=([^;]+)/.exec(this.cookie)?.[1] ?? '';
  }

  /** Opens a page that it may open, and one with the token in its address, which is how most sessions begin. */
  static async loggedIn(server: DefendedServer): Promise<Browser> {
    const form = await server.bare('login');
    const page = await server.bare(`api/me?token=${server.token}`);
    return new Browser(server, [...(form.headers['set-cookie'] ?? []), ...(page.headers['set-cookie'] ?? [])]);
  }

  /** With the cookies, and nothing else that tells who asks. */
  send(path: string, init: Init = {}): Promise<Answer> {
    return this.#server.bare(path, { ...init, headers: { cookie: this.cookie, ...init.headers } });
  }

  /** As a page of the server does it. */
  sendAsOwn(path: string, init: Init = {}): Promise<Answer> {
    return this.send(path, {
      ...init,
      headers: { 'x-xsrftoken': this.xsrf, origin: `http://${this.#server.host}`, ...init.headers },
    });
  }
}
