import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeCurveKeys } from '../curve/curve-keys.ts';
import { clientCurve, endpointOf, parseConnectionInfo, serverCurve } from './connection-info.ts';

const file = {
  shell_port: 1,
  iopub_port: 2,
  stdin_port: 3,
  control_port: 4,
  hb_port: 5,
  ip: '127.0.0.1',
  key: 'k',
  transport: 'tcp',
  signature_scheme: 'hmac-sha256',
  kernel_name: 'python3',
  jupyter_session: '/a.ipynb',
};

describe('parseConnectionInfo', () => {
  it('reads what jupyter_client writes', () => {
    const info = parseConnectionInfo(JSON.stringify(file));
    assert.deepEqual({ ...info, jupyter_session: file.jupyter_session }, file);
    assert.equal(endpointOf(info, 'iopub'), 'tcp://127.0.0.1:2');
    assert.equal(endpointOf({ ...info, ip: '::1' }, 'hb'), 'tcp://[::1]:5');
    assert.equal(endpointOf({ ...info, transport: 'ipc', ip: '/run/k' }, 'shell'), 'ipc:///run/k-1');
  });

  it('reads the CURVE keys of an encrypted kernel', () => {
    const keys = makeCurveKeys();
    const info = parseConnectionInfo(
      JSON.stringify({ ...file, curve_publickey: keys.publicKey, curve_secretkey: keys.secretKey }),
    );
    assert.deepEqual(clientCurve(info), { serverKey: keys.publicKey, ...keys });
    assert.deepEqual(serverCurve(info), keys);
    const plain = parseConnectionInfo(JSON.stringify({ ...file, curve_publickey: null }));
    assert.equal(clientCurve(plain) ?? serverCurve(plain), undefined);
    assert.throws(() => parseConnectionInfo(JSON.stringify({ ...file, curve_publickey: 'secret' })), {
      code: 'bad_frame',
      message: `The connection file's "curve_publickey" is not 40 characters of Z85.`,
    });
  });

  it('names the member that is wrong, never its value', () => {
    const wrong = { transport: 'udp', ip: '', key: 1, signature_scheme: 'hmac-md5', shell_port: '1', hb_port: 70_000 };
    for (const [member, value] of Object.entries(wrong)) {
      const text = JSON.stringify({ ...file, [member]: value });
      assert.throws(() => parseConnectionInfo(text), { code: 'bad_frame', message: new RegExp(`"${member}"`) });
    }
    for (const text of ['', '[]', 'null']) assert.throws(() => parseConnectionInfo(text), { code: 'bad_frame' });
  });
});
