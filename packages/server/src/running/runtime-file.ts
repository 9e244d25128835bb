import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What `jpserver-PID.json` tells other tools; keys and meaning are jupyter_server's. */
export type ServerInfo = {
  readonly base_url: string;
  readonly hostname: string;
  readonly password: boolean;
  readonly pid: number;
  readonly port: number;
  readonly root_dir: string;
  readonly secure: boolean;
  /** Path of a Unix socket, or ''. */
  readonly sock: string;
  readonly token: string;
  readonly url: string;
  readonly version: string;
};

/** `jpserver-PID.json` and `jpserver-PID-open.html`, for as long as the server runs. */
export class RuntimeFile implements Disposable {
  readonly #json: string;
  readonly #page: string;
  readonly #remove = (): void => this.#removeNow();

  constructor(folder: string, pid: number) {
    this.#json = join(folder, `jpserver-${pid}.json`);
    this.#page = join(folder, `jpserver-${pid}-open.html`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** The page that leads a browser to the server; its token then shows in no process list. */
  get pageUrl(): string {
    return pathToFileURL(this.#page).href;
  }

  /** Readable by the owner only, because of the token; whole at any moment. Removed at the latest when the process exits. */
  write(info: ServerInfo, landing: string): void {
    process.once('exit', this.#remove);
    replace(this.#json, `${JSON.stringify(info, null, 2)}\n`);
    replace(this.#page, redirectPage(landing));
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#remove);
    this.#removeNow();
  }

  #removeNow(): void {
    for (const path of [this.#json, this.#page]) rmSync(path, { force: true });
  }
}

function replace(path: string, text: string): void {
  const temporary = `${path}.new`;
  rmSync(temporary, { force: true });
  writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, path);
}

function redirectPage(url: string): string {
  const safe = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="1;url=${safe}">
<title>Opening Jupyter</title>
</head>
<body><p><a href="${safe}">Open Jupyter</a></p></body>
</html>
`;
}
