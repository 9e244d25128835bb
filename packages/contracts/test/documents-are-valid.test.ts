import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { components } from './component-documents.ts';

const require = createRequire(import.meta.url);

for (const { name, openapi, asyncapi } of components()) {
  if (openapi) {
    test(`${name}: the OpenAPI 3.1 document is valid`, async () => {
      assert.equal(openapi.openapi, '3.1.0');
      const { valid, errors } = await new Validator().validate(structuredClone(openapi));
      assert.ok(valid, JSON.stringify(errors, undefined, 1));
    });
  }
  if (asyncapi) {
    test(`${name}: the AsyncAPI 3 document is valid`, () => {
      assert.equal(asyncapi.asyncapi, '3.0.0');
      const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
      formats.default(ajv);
      // The schema embeds the meta-schema of JSON Schema draft 7, which Ajv has already.
      const { definitions, ...schema } = structuredClone(require('@asyncapi/specs/schemas/3.0.0.json'));
      delete definitions['http://json-schema.org/draft-07/schema'];
      const validate = ajv.compile({ ...schema, definitions });
      assert.ok(validate(asyncapi), JSON.stringify(validate.errors?.slice(0, 5), undefined, 1));
    });
  }
}

test('a document with an unknown keyword, or with a reference to nothing, is refused', async () => {
  const document = { openapi: '3.1.0', info: { title: '', version: '1' }, paths: { '/x': { get: { respones: {} } } } };
  assert.equal((await new Validator().validate(document)).valid, false);
});
