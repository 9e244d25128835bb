import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextBelow, traceContextOf } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

test('a traceparent says trace, span and whether to record', () => {
  assert.deepEqual(traceContextOf(`00-${traceId}-${spanId}-01`), { traceId, spanId, sampled: true });
  assert.deepEqual(traceContextOf(`00-${traceId}-${spanId}-02`), { traceId, spanId, sampled: false });
  assert.ok(traceContextOf(`cc-${traceId}-${spanId}-01-what-comes-later`), 'later versions add parts');
});

test('what is none says nothing', () => {
  for (const header of [
    undefined,
    '',
    `00-${traceId}-${spanId}`,
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}-01x`,
    ['a', 'b'],
  ])
    assert.equal(traceContextOf(header), undefined, String(header));
});

test('below a parent is its trace; without one a new trace that is recorded', () => {
  const below = contextBelow({ traceId, spanId, sampled: false });
  assert.deepEqual([below.traceId, below.sampled], [traceId, false]);
  assert.match(below.spanId, /^(?!b7ad6b7169203331)[\da-f]{16}$/);
  const first = contextBelow(undefined);
  assert.match(`${first.traceId} ${first.spanId} ${first.sampled}`, /^[\da-f]{32} [\da-f]{16} true$/);
});
