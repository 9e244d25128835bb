import { delimiter, dirname } from 'node:path';
import { Home, type ServerProcess } from '@himalia/testing';

/** The Python of the tests, when there is one with ipykernel. */
export const python: string | undefined = process.env.HIMALIA_PYTHON;

/** A `jupyter-lab` to look at instead of ours: the same scenes tell what the reference prints and answers. */
export const reference: string | undefined = process.env.HIMALIA_REFERENCE;

const token = 'token-of-the-browser-tests';

/** A server as it is built, with a home of its own. */
export class Lab implements AsyncDisposable {
  readonly home: Home;
  readonly #server: ServerProcess;

  private constructor(home: Home, server: ServerProcess) {
    this.home = home;
    this.#server = server;
  }

  static async start(...options: readonly string[]): Promise<Lab> {
    const home = new Home();
    if (reference) withoutCollaboration(home);
    const args = [`--IdentityProvider.token=${token}`, '--allow-root', ...options];
    const { PATH = '' } = home.env;
    const env = {
      PATH: python ? [dirname(python), PATH].join(delimiter) : PATH,
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      IPYTHONDIR: `${home.folder}/ipython`,
    };
    if (!reference) return new Lab(home, await home.serve('lab', args, { env, built: true }));
    const theirs = ['--ServerApp.ip=127.0.0.1', '--port=0', '--no-browser', ...args];
    return new Lab(home, await home.spawn(reference, theirs, { env }).ready());
  }

  get folder(): string {
    return this.home.folder;
  }
  get root(): string {
    return this.home.root;
  }
  get token(): string {
    return this.#server.token;
  }
  /** Where the server is; without a token. */
  get url(): string {
    return this.#server.url;
  }
  /** All that the server printed. */
  get printed(): string {
    return this.#server.output;
  }
  /** The lines of the log that tell of a fault. */
  get faults(): readonly string[] {
    return this.printed.split('\n').filter((line) => / (?:ERROR|FATAL) |^\s+at |\[E /.test(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    this.home[Symbol.dispose]();
  }
}

/** The reference as people have it who did not install jupyter-collaboration. */
function withoutCollaboration(home: Home): void {
  const labExtensions = ['@jupyter/collaboration-extension', '@jupyter/docprovider-extension'];
  const off = (names: readonly string[], value: boolean) => Object.fromEntries(names.map((name) => [name, value]));
  const server = { ServerApp: { jpserver_extensions: off(['jupyter_server_ydoc', 'jupyter_server_fileid'], false) } };
  home.write('config/jupyter_server_config.json', server);
  home.write('config/labconfig/page_config.json', {
    disabledExtensions: off([...labExtensions, '@jupyterlab/apputils-extension:announcements'], true),
  });
}
