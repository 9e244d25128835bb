import { delimiter, dirname } from 'node:path';
import { Home, type ServerProcess } from '@himalia/testing';

/** The Python of the tests, when there is one with ipykernel. */
export const python: string | undefined = process.env.HIMALIA_PYTHON;

/** A `jupyter-lab` to look at instead of ours: the same scenes tell what the reference prints and answers. */
export const reference: string | undefined = process.env.HIMALIA_REFERENCE;

const token = 'token-of-the-browser-tests';

type Serve = (port: string) => Promise<ServerProcess>;

/** A server as it is built, with a home of its own. */
export class Lab implements AsyncDisposable {
  readonly home: Home;
  readonly #serve: Serve;
  #server: ServerProcess;

  private constructor(home: Home, serve: Serve, server: ServerProcess) {
    this.home = home;
    this.#serve = serve;
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
    const theirs = ['--ServerApp.ip=127.0.0.1', '--no-browser', ...args];
    const serve: Serve = (port) =>
      reference
        ? home.spawn(reference, [`--port=${port}`, ...theirs], { env }).ready()
        : home.serve('lab', [...args, `--port=${port}`], { env, built: true });
    return new Lab(home, serve, await serve('0'));
  }

  /** Kills the server, and starts another one at the same address. */
  async killAndStart(): Promise<void> {
    await this.#server.stop('SIGKILL');
    this.#server = await this.#serve(new URL(this.url).port);
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
