import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelCommand } from './kernel-command.ts';
import { expandTemplate, kernelEnvironment } from './kernel-environment.ts';
import { LocalProvisioner } from './local-provisioner.ts';
import { Ports } from './ports.ts';

const spec = {
  name: 'x',
  argv: [],
  env: {},
  display_name: 'X',
  language: 'x',
  interrupt_mode: 'signal',
  metadata: {},
  kernel_protocol_version: '',
  resourceDir: '/specs/x',
} as const;

test('launch: braces that are known are filled in, others stay', async () => {
  const argv = ['~/bin/x', '{connection_file}', '--r={resource_dir}', '{prefix}', '{other}', 'a{}b'];
  const command = await kernelCommand({ ...spec, argv, prefix: '/opt/env' }, '/run/$&.json');
  assert.ok(command[0].endsWith('/bin/x') && !command[0].startsWith('~'));
  assert.deepEqual(command.slice(1), ['/run/$&.json', '--r=/specs/x', '/opt/env', '{other}', 'a{}b']);
});

test('launch: a bare python without a prefix is left to PATH', async () => {
  assert.deepEqual(await kernelCommand({ ...spec, argv: ['python', '-m', 'x'] }, ''), ['python', '-m', 'x']);
  assert.deepEqual(await kernelCommand({ ...spec, argv: ['python3'], prefix: '/no/such' }, ''), ['python3']);
});

test('launch: environment templates', () => {
  const values = { HOME: '/home/me', A_1: 'a' };
  assert.equal(
    expandTemplate('$HOME/x:$' + '{A_1}b:$A_1 $$A_1 $none $' + '{none} $', values),
    '/home/me/x:ab:a $A_1 $none $' + '{none} $',
  );
});

test('launch: the environment has no secret of the server and nothing that belongs to its process', () => {
  const own = {
    PATH: '/bin',
    JUPYTER_TOKEN: 'secret',
    HIMALIA_TOKEN: 'secret',
    HIMALIA_DATABASE_URL: 'secret',
    NODE_CHANNEL_FD: '3',
    PYTHONEXECUTABLE: '/x',
  };
  const extra = { JPY_SESSION_NAME: '/n.ipynb' };
  const env = kernelEnvironment({
    own,
    extra,
    spec: { PATH: '/opt:$PATH', NAME: '$JPY_SESSION_NAME' },
    language: 'Python',
  });
  assert.deepEqual(env, { PATH: '/opt:/bin', JPY_SESSION_NAME: '/n.ipynb', NAME: '/n.ipynb' });
});

test('launch: an address that this machine does not have is told as the reason', async () => {
  const options = { runtime: '/no/such', transport: 'tcp', ip: '192.0.2.1', encryption: 'disabled' } as const;
  const spawn = () => assert.fail('there is nothing to start');
  const launched = new LocalProvisioner(options).launch({ id: 'x', spec, cwd: '/', env: {}, spawn });
  await assert.rejects(launched, {
    code: 'start_failed',
    message: /cannot be started: .*EADDRNOTAVAIL.* 192\.0\.2\.1/,
  });
});

test('launch: ports of kernels that start at once differ', async () => {
  const ports = new Ports();
  const taken = await Promise.all(Array.from({ length: 10 }, () => ports.take(5, '127.0.0.1')));
  assert.equal(new Set(taken.flat()).size, 50);
});
