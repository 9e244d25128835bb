/** What a browser does about cookies: keeps what is set, drops what has expired, sends them back. */
export class Browser {
  readonly #server: { readonly url: string };
  readonly #cookies = new Map<string, string>();
  /** The last `Set-Cookie` of each cookie, with its attributes. */
  readonly set: Map<string, string> = new Map();

  constructor(server: { readonly url: string }) {
    this.#server = server;
  }

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
  get loginCookie(): string | undefined {
    return [...this.set].find(([name]) => name.startsWith('username-'))?.[1];
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(this.cookies ? { cookie: this.cookies } : {}), ...(init.headers as Record<string, string>) };
    const response = await fetch(new URL(path, this.#server.url), { redirect: 'manual', ...init, headers });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  /** Opens the form, fills it in and sends it, as without JavaScript. */
  async logIn(password: string, more: { next?: string; newPassword?: string } = {}): Promise<Response> {
    const query = more.next === undefined ? '' : `?next=${encodeURIComponent(more.next)}`;
    const html = await (await this.ask(`login${query}`)).text();
    const attribute = (pattern: RegExp): string => pattern.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const body = new URLSearchParams({ _xsrf: attribute(/name="_xsrf" value="([^"]+)"/), password });
    if (more.newPassword !== undefined) body.set('new_password', more.newPassword);
    return this.ask(attribute(/<form method="post" action="([^"]+)"/), { method: 'POST', body });
  }

  #keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    this.set.set(name, cookie);
    const expires = /; Expires=([^;]+)/i.exec(cookie)?.[1];
    if (expires !== undefined && Date.parse(expires) < Date.now()) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
