import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

type Files = Readonly<Record<string, string | object>>;
type Shown = Readonly<Record<string, Readonly<Record<string, { readonly value: unknown; readonly origin: string }>>>>;

/** Writes files of the configuration folder, or of another one of the home. */
function write(home: Home, files: Files, folder = 'config'): void {
  for (const [name, content] of Object.entries(files)) home.write(join(folder, name), content);
}

/** What `himalia config show` says of a home with these configuration files; keys are `section.option`. */
async function shown(files: Files, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  using home = new Home();
  write(home, files);
  const { code, stdout, stderr } = await home.run(['config', 'show', '--json', '--origin', ...args], { env });
  const values: Shown = code === 0 ? JSON.parse(stdout) : {};
  const at = (path: string): unknown => values[path.split('.')[0] ?? '']?.[path.split('.')[1] ?? '']?.value;
  const from = (path: string): string | undefined =>
    values[path.split('.')[0] ?? '']?.[path.split('.')[1] ?? '']?.origin.replace(home.folder, '');
  return { code, stdout, stderr, at, from };
}

test('the files of every application and folders *.d are read, later ones win, and each value has its place', async () => {
  const { at, from, stderr, code } = await shown({
    'jupyter_config.json': { ServerApp: { port: 1001, port_retries: 1 } },
    'jupyter_notebook_config.json': { NotebookApp: { port: 1002, notebook_dir: '/n', allow_origin: '*' } },
    'jupyter_server_config.d/20.json': { ServerApp: { port: 1004 }, FileContentsManager: { delete_to_trash: false } },
    'jupyter_server_config.d/10.json': { ServerApp: { port: 1003 }, AsyncMappingKernelManager: { cull_interval: 7 } },
    'jupyter_server_config.json': { ServerApp: { port: 1005, open_browser: false } },
    'jupyter_lab_config.json': { LabApp: { default_url: '/lab/tree/a', port: 1006 } },
  });
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(
    ['http.port', 'http.portRetries', 'http.allowOrigin', 'contents.rootDir', 'contents.deleteToTrash'].map(at),
    [1006, 1, '*', '/n', false],
  );
  assert.deepEqual(['kernels.cullInterval', 'server.openBrowser', 'frontends.defaultUrl'].map(at), [
    7,
    false,
    '/lab/tree/a',
  ]);
  assert.equal(from('http.port'), '/config/jupyter_lab_config.json:4 (LabApp.port)');
  assert.equal(from('http.ip'), 'default');
});

test("of the applications' files, the notebook's counts most in the remix notebook", async () => {
  const files = {
    'jupyter_notebook_config.json': { ServerApp: { port: 1001 } },
    'jupyter_lab_config.json': { ServerApp: { port: 1002 } },
  };
  const lab = await shown(files, ['lab']);
  const notebook = await shown(files, ['notebook']);
  assert.deepEqual([lab.at('http.port'), notebook.at('http.port')], [1002, 1001]);
});

test("Himalia's files count more than Jupyter's, the environment more than files, the command line most", async () => {
  const files = {
    'jupyter_server_config.json': { ServerApp: { port: 1001, port_retries: 1, base_url: '/j/', ip: '127.0.0.2' } },
    'himalia.d/a.yaml': 'http: {port: 1002, portRetries: 2, baseUrl: /h/}',
    'himalia.yaml': 'http: {port: 1003, portRetries: 3}',
  };
  const { at, from } = await shown(files, ['--port=1004'], { JUPYTER_PORT: '9', HIMALIA__HTTP__PORT_RETRIES: '4' });
  assert.deepEqual(['http.ip', 'http.baseUrl', 'http.portRetries', 'http.port'].map(at), ['127.0.0.2', '/h/', 4, 1004]);
  assert.deepEqual(['http.portRetries', 'http.port'].map(from), [
    'environment HIMALIA__HTTP__PORT_RETRIES',
    'command line',
  ]);
});

test('every folder of the configuration path is read, the user over the environment of the machine', async () => {
  using home = new Home();
  write(home, { 'jupyter_server_config.json': { ServerApp: { port: 1001 } } }, 'first');
  write(home, { 'jupyter_server_config.json': { ServerApp: { port: 1002, port_retries: 2 } } });
  const env = { JUPYTER_CONFIG_PATH: join(home.folder, 'first') };
  const { stdout } = await home.run(['config', 'show', '--json', 'kernels'], { env });
  const { http } = JSON.parse(stdout);
  assert.deepEqual([http.port, http.portRetries], [1001, 2]);
  const none = await home.run(['config', 'show', '--json', 'kernels'], { env: { ...env, JUPYTER_NO_CONFIG: '1' } });
  assert.equal(JSON.parse(none.stdout).http.port, 8888);
  const hub = await home.run(['config', 'show', '--json', 'kernels'], { env: { JUPYTERHUB_DISABLE_USER_CONFIG: '1' } });
  assert.equal(JSON.parse(hub.stdout).http.port, 8888, 'a hub keeps out what lies in the home folder');
});

test('settings for pages in frames, levels of logging and shells are translated', async () => {
  const { at } = await shown({
    'jupyter_server_config.json': {
      ServerApp: {
        log_level: 10,
        answer_yes: true,
        terminado_settings: { shell_command: ['/bin/sh'] },
        tornado_settings: {
          headers: { 'Content-Security-Policy': 'frame-ancestors *' },
          cookie_options: { SameSite: 'None', Secure: true },
        },
      },
    },
  });
  assert.deepEqual(['server.logLevel', 'server.confirmStop', 'terminals.shellCommand'].map(at), [
    'debug',
    false,
    ['/bin/sh'],
  ]);
  assert.deepEqual(['http.headers', 'identity.sameSite', 'identity.secureCookie'].map(at), [
    { 'Content-Security-Policy': 'frame-ancestors *' },
    'None',
    true,
  ]);
});

test('what has no effect is named once, with the reason or the nearest name', async () => {
  const { code, stderr } = await shown({
    'jupyter_server_config.json': {
      ServerApp: {
        jpserver_extensions: { jupyterlab: true, jupyter_ai: true, off: false },
        contents_manager_class: 's3.Manager',
        session_manager_class: 'x.Y',
        prot: 1,
        autoreload: true,
      },
      NotebookApp: { prot: 1, contents_manager_class: 's3.Manager' },
      Spawner: { mem: 1 },
    },
  });
  assert.equal(code, 0);
  const warnings = stderr.trimEnd().split('\n');
  assert.equal(warnings.length, 5, stderr);
  for (const pattern of [
    /extensions in Python are not loaded: jupyter_ai\.$/,
    /json:\d+: ServerApp\.autoreload has no effect: /,
    /Names of Python classes have no effect: .*contents_manager_class \(.*session_manager_class .*implementations/,
    /App\.prot is not known .*did you mean \w+App\.port\?/,
    /Spawner\.mem: no class of this name is used here/,
  ]) {
    assert.equal(warnings.filter((line) => pattern.test(line)).length, 1, `${pattern}\n${stderr}`);
  }
});

test('a trait whose value cannot be, or whose protection is missing here, stops the start with file and line', async () => {
  const port = await shown({ 'jupyter_server_config.json': { ServerApp: { port: 'many' } } });
  assert.match(port.stderr, /jupyter_server_config\.json:3: ServerApp\.port must be an integer, not "many"/);
  const filter = await shown({ 'jupyter_config.json': { MappingKernelManager: { allowed_message_types: ['x'] } } });
  assert.match(filter.stderr, /allowed_message_types cannot be honoured: /);
  const secret = await shown({ 'jupyter_config.json': { IdentityProvider: { token: 123456789 } } });
  assert.match(secret.stderr, /IdentityProvider\.token must be a string/);
  assert.ok(!secret.stderr.includes('123456789'));
  assert.deepEqual([port.code, filter.code, secret.code], [78, 78, 78]);
});

test('launchers say everything twice on the command line; what is unknown there only warns', async () => {
  const args = ['--NotebookApp.base_url=/u/', '--ServerApp.base_url=/u/', '--NotebookApp.trust_xheaders=True'];
  const more = ['--ServerApp.trust_xheaders=True', '--ServerApp.odd', 'x', '--log-level=30', '--collaborative'];
  const { code, at, stderr } = await shown({}, [...args, ...more]);
  assert.deepEqual(
    [code, at('http.baseUrl'), at('server.logLevel'), at('http.trustXheaders')],
    [0, '/u/', 'warn', true],
  );
  assert.match(stderr, /command line: the trait ServerApp\.odd is not known/);
  assert.match(stderr, /command line: LabApp\.collaborative has no effect/);
  const kernels = await shown({}, ['kernels', '--ServerApp.root_dir=/x']);
  assert.match(
    kernels.stderr,
    /command line \(ServerApp\.root_dir\) has no effect: the remix kernels has no such plugin/,
  );
  const socket = await shown({}, ['--sock=/tmp/x']);
  assert.match(socket.stderr, /command line: ServerApp\.sock cannot be honoured/);
  assert.equal(socket.code, 78);
});

test("--config takes one of Jupyter's files", async () => {
  using home = new Home();
  const path = home.write('mine.json', { ServerApp: { port: 1007 } });
  const { stdout } = await home.run(['config', 'show', '--json', '--config', path]);
  assert.equal(JSON.parse(stdout).http.port, 1007);
});

test('the hash that a login page or "jupyter server password" wrote is the password', async () => {
  const hash = 'sha1:0e112c3ddfce:a68df677475c2b47b6e86d0467eec97ac5f4b85a';
  const { at, from, stdout } = await shown({
    'jupyter_server_config.json': { IdentityProvider: { hashed_password: hash }, ServerApp: { password: '' } },
  });
  assert.deepEqual([at('identity.hashedPassword'), stdout.includes('0e112c')], ['***', false]);
  assert.match(from('identity.hashedPassword') ?? '', /IdentityProvider\.hashed_password/);
});

const traitlets = spawnSync('python3', ['-c', 'import traitlets']).status === 0;

test('Python files are read through an installed Python, with lists that they append to', {
  skip: !traitlets && 'python3 has no traitlets',
}, async () => {
  const { code, at, from, stderr } = await shown({
    'jupyter_server_config.py': [
      'print("a file may print")',
      'c = get_config()',
      'load_subconfig("more.py")',
      'c.ContentsManager.hide_globs.append("*.bak")',
      'c.KernelSpecManager.allowed_kernelspecs = {"b", "a"}',
      'c.FileContentsManager.pre_save_hook = lambda **given: None',
    ].join('\n'),
    'more.py': 'c.ServerApp.port = 1000 + 8',
    'jupyter_server_config.json': { ServerApp: { port_retries: 3 } },
  });
  assert.equal(code, 0, stderr);
  assert.deepEqual(['http.port', 'http.portRetries', 'kernelspecs.allowed'].map(at), [1008, 3, ['a', 'b']]);
  assert.ok((at('contents.hideGlobs') as string[]).includes('*.bak'));
  assert.ok((at('contents.hideGlobs') as string[]).includes('__pycache__'));
  assert.equal(from('http.port'), '/config/jupyter_server_config.py (ServerApp.port)');
  assert.match(stderr, /pre_save_hook has no effect: Python functions are not called/);
});

test('a Python file that fails is named with its line, and its functions are no values', {
  skip: !traitlets && 'python3 has no traitlets',
}, async () => {
  const broken = await shown({ 'jupyter_server_config.py': 'x = 1\nc.ServerApp.port = 1 / 0\n' });
  assert.match(broken.stderr, /jupyter_server_config\.py:2: ZeroDivisionError: division by zero/);
  const syntax = await shown({ 'jupyter_server_config.py': 'x = 1\n\nc.ServerApp.port = = 1\n' });
  assert.match(syntax.stderr, /jupyter_server_config\.py:3: SyntaxError/);
  const ended = await shown({ 'jupyter_server_config.py': 'import sys\nsys.exit(0)\n' });
  assert.match(ended.stderr, /jupyter_server_config\.py:2: SystemExit/);
  const object = await shown({ 'jupyter_server_config.py': 'c.ServerApp.port = print\n' });
  assert.match(object.stderr, /ServerApp\.port is a Python object/);
  assert.deepEqual([broken.code, syntax.code, ended.code, object.code], [78, 78, 78, 78]);
});

test('without Python a Python file is named in a warning', async () => {
  const { code, stderr } = await shown({ 'jupyter_lab_config.py': 'c.ServerApp.port = 1' }, [], { PATH: '/nowhere' });
  assert.match(stderr, /jupyter_lab_config\.py was not read: no Python with traitlets was found/);
  assert.equal(code, 0);
});

test('a server starts with what the files say, and the warnings are in its log', async () => {
  using home = new Home();
  write(home, {
    'jupyter_server_config.json': { ServerApp: { port: 0, base_url: '/moved/', odd: 1, open_browser: false } },
    'jupyter_server_config.d/token.json': { IdentityProvider: { token: 'kept-token-123' } },
  });
  await using server = home.start(['start', 'kernels']);
  const [, url = ''] = await server.says(/(http:\/\/\S+?\/moved\/)api\/kernels\?token=\.\.\./);
  await server.says(/the trait ServerApp\.odd is not known/);
  const answer = await fetch(`${url}api/kernels`, { headers: { authorization: 'token kept-token-123' } });
  assert.equal(answer.status, 200);
});

test('nothing is written and nothing listens when a file is wrong', async () => {
  using home = new Home();
  write(home, { 'himalia.yaml': 'http:\n  prot: 5\n' });
  const { code, stdout, stderr } = await home.run(['start', 'lab', '--no-browser']);
  assert.match(stderr, /himalia\.yaml:2: 'http' has no option 'prot'\.\n {2}→ Did you mean 'http\.port'\?/);
  assert.deepEqual([code, stdout], [78, '']);
  assert.deepEqual([existsSync(home.runtime), existsSync(join(home.folder, 'data'))], [false, false]);
});
