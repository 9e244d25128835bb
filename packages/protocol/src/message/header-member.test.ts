import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { headerMember } from './header-member.ts';

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

describe('headerMember', () => {
  it('finds what JSON.parse finds', () => {
    const names = fc.constantFrom('msg_type', 'msg_id', 'session', 'other', 'a"msg_type":"b');
    const texts = fc.oneof(fc.string({ unit: 'binary' }), names, fc.constant('{"msg_type":"x"}'));
    const values = fc.oneof(texts, fc.integer(), fc.constant(null), fc.array(texts), fc.dictionary(names, texts));
    fc.assert(
      fc.property(fc.dictionary(names, values), fc.constantFrom(undefined, 1), (header, indent) => {
        const found = headerMember(latin1(JSON.stringify(header, null, indent)), 'msg_type');
        const value = header.msg_type;
        assert.equal(found, typeof value === 'string' ? Buffer.from(value).toString() : '');
      }),
      { numRuns: 2000 },
    );
  });

  it('takes the last of two members of one name', () => {
    assert.equal(headerMember('{"msg_type":"a","msg_type":"b"}', 'msg_type'), 'b');
    assert.equal(headerMember('{"msg_type":"a","msg\\u005ftype":"b"}', 'msg_type'), 'b');
  });

  it('is empty where there is none', () => {
    for (const json of ['', '{}', '[]', 'null', '{"msg_type"', '{"msg_type":1}', '{"x":"msg_type"}', '\xff']) {
      assert.equal(headerMember(json, 'msg_type'), '', json);
    }
  });
});
