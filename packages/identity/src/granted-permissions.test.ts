import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpError } from '@himalia/contracts/http';
import { grantedPermissions } from './granted-permissions.ts';

const readOnly = (action: string): boolean => action === 'read';

test('the granted actions of the asked resources are answered', () => {
  const asked = JSON.stringify({ contents: ['read', 'write'], server: ['write'], other: [] });
  assert.deepEqual(grantedPermissions(asked, readOnly), { contents: ['read'], server: [], other: [] });
  assert.deepEqual(grantedPermissions(undefined, readOnly), {});
  assert.deepEqual(grantedPermissions('', readOnly), {});
});

for (const bad of ['{', '[]', 'null', '"contents"', '{"contents":"read"}', '{"contents":[1]}'])
  test(`permissions ${bad} are a 400`, () => {
    assert.throws(
      () => grantedPermissions(bad, readOnly),
      (error: HttpError) =>
        error instanceof HttpError && error.status === 400 && error.message.includes('should be a JSON dict'),
    );
  });
