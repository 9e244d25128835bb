import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundles, lab } from '@himalia/contracts/bundles';
import { contracts } from '../contracts.ts';
import { judgeBundle, type Offer } from './judge-bundle.ts';
import { offersOf } from './offers-of.ts';

const all = offersOf(contracts);

test('all contracts together are enough for every bundle, so each bundle names contracts that exist', () => {
  for (const bundle of bundles) {
    const { needs, enough } = judgeBundle(bundle, all);
    assert.deepEqual(
      needs.filter(({ met }) => !met),
      [],
    );
    assert.ok(enough);
  }
});

test('without one required contract it is not enough, without an optional one it is', () => {
  const without = (contract: string): readonly Offer[] => all.filter((offer) => offer.contract !== contract);
  const { enough, needs } = judgeBundle(lab, without('kernels'));
  assert.equal(enough, false);
  assert.deepEqual(
    needs.filter(({ met }) => !met).map(({ kind, contract, found }) => [kind, contract, found]),
    [
      ['openapi', 'kernels', undefined],
      ['asyncapi', 'kernels', undefined],
    ],
  );
  assert.equal(judgeBundle(lab, without('events')).enough, true);
});

test('another major version is there, and does not do', () => {
  const offers = all.map((offer) => (offer.contract === 'contents' ? { ...offer, version: '2.0.0' } : offer));
  const need = judgeBundle(lab, offers).needs.find(({ contract }) => contract === 'contents');
  assert.deepEqual([need?.found, need?.met], ['2.0.0', false]);
});
