import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Home } from '@himalia/testing';
import { bodyOf, operations, pathOf, places, served } from './attack-surface.ts';
import { DefendedServer } from './defended-server.ts';

/** Members that mean an object's prototype where somebody copies them without care. */
const poison: readonly string[] = [
  '"__proto__":{"polluted":"yes","status":"polluted","isAdmin":true}',
  '"constructor":{"prototype":{"polluted":"yes"}}',
  '"prototype":{"polluted":"yes"}',
  '"__proto__":null',
  '"__proto__":"polluted"',
  '"toString":"polluted","valueOf":"polluted","hasOwnProperty":"polluted","toJSON":"polluted","then":"polluted"',
  '"a":{"__proto__":{"polluted":"yes"}},"data":{"__proto__":{"polluted":"yes"}}',
];
/** Ids and names that every object has. */
const inherited = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];

let server: DefendedServer;
before(async () => {
  const home = new Home();
  for (const path of [
    'config/nbconfig/notebook.json',
    'config/labconfig/page_config.json',
    'config/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings',
    'data/lab/settings/overrides.json',
  ])
    home.write(path, '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}');
  home.installKernel('cheap', ['sleep', '600']); // starts at once
  const args = ['--MultiKernelManager.default_kernel_name=cheap'];
  server = await DefendedServer.start({ remix: 'full', home, args });
});
after(() => server[Symbol.asyncDispose]());

/** What would show a polluted prototype: members in answers that nobody put there. */
async function assertClean(what: string): Promise<void> {
  for (const path of [
    'api/status',
    'api/me',
    'api/config/other',
    'lab/api/workspaces/other',
    'api/contents?content=0',
  ]) {
    const { status, text } = await server.ask(path);
    assert.equal(status, 200, `${what}: ${path}`);
    assert.ok(!text.includes('polluted') && !text.includes('isAdmin'), `${what}: ${path} has ${text}`);
  }
}

describe('members that mean a prototype', () => {
  test('in the body of every operation', async () => {
    const has = await served(server);
    const taking = operations.filter(
      (operation) => operation.operation.requestBody !== undefined && operation.id !== 'postShutdown' && has(operation),
    );
    assert.ok(taking.length > 15);
    for (const operation of taking) {
      const attempts = poison.map(async (members) => {
        const rest = JSON.stringify(bodyOf(operation) ?? {}).slice(1, -1);
        const body = `{${members}${rest === '' ? '' : ','}${rest}}`;
        const { status, text } = await server.ask(pathOf(operation), { method: operation.method, body });
        assert.notEqual(status, 500, `${operation.id} ${members}: ${text.slice(0, 200)}`);
      });
      await Promise.all(attempts);
      await assertClean(operation.id);
    }
  });

  test('in the query and the form', async () => {
    for (const query of inherited.flatMap((name) => [
      `${name}=polluted`,
      `${name}[polluted]=yes`,
      `a[${name}][polluted]=yes`,
    ]))
      for (const path of ['api/contents', 'api/me', 'login', 'lab/api/extensions', 'api/resolvePath']) {
        assert.notEqual((await server.ask(`${path}?${query}`)).status, 500, `${path}?${query}`);
        if (path === 'login')
          assert.notEqual((await server.bare(path, { method: 'POST', body: query })).status, 500, query);
      }
    await assertClean('queries');
  });

  test('as a name in every place of every contract', async () => {
    const has = await served(server);
    for (const place of places.filter(({ operation }) => has(operation))) {
      const attempts = inherited.slice(0, 4).map(async (name) => {
        const { status, text } = await place.ask(server, name);
        assert.notEqual(status, 500, `${place.operation.id} ${place.name} ${name}: ${text.slice(0, 200)}`);
      });
      await Promise.all(attempts);
    }
    for (const kind of ['terminals', 'kernels'])
      for (const { id, name } of JSON.parse((await server.ask(`api/${kind}`)).text) as { id?: string; name: string }[])
        await server.ask(`api/${kind}/${id ?? name}`, { method: 'DELETE' });
  });

  test('in what is merged: sections of the configuration, settings, page config, workspaces', async () => {
    const change = '{"__proto__":{"polluted":"yes"},"a":{"constructor":{"prototype":{"polluted":"yes"}}}}';
    for (const section of ['notebook', 'mine', ...inherited]) {
      for (const method of ['PATCH', 'PUT', 'PATCH', 'GET']) {
        const init = method === 'GET' ? { method } : { method, body: change };
        assert.notEqual((await server.ask(`api/config/${section}`, init)).status, 500, `${method} ${section}`);
      }
    }
    const raw = '{"__proto__":{"theme":"polluted"},"constructor":{"prototype":{"theme":"polluted"}}}';
    const setting = 'lab/api/settings/@jupyterlab/apputils-extension:themes';
    await server.ask(setting, { method: 'PUT', body: JSON.stringify({ raw }) });
    for (const path of [setting, 'lab/api/settings', 'lab', 'tree'])
      assert.ok((await server.ask(path)).status < 500, path);
    await assertClean('merges');
  });

  test('an array where text is meant, and text where an object is meant', async () => {
    for (const query of [
      'path=a&path=b',
      'type=file&type=directory',
      '_xsrf=a&_xsrf=b',
      'token=a&token=b',
      'next=a&next=b',
    ])
      for (const path of ['api/contents', 'api/resolvePath', 'login', 'files/x', 'api/me'])
        assert.notEqual((await server.bare(`${path}?${query}`)).status, 500, `${path}?${query}`);
  });
});
