import type { Bundle, Ranges } from '@himalia/contracts/bundles';
import { inRange } from './version-range.ts';

/** OpenAPI over HTTP, or AsyncAPI over WebSockets. */
export type Kind = 'openapi' | 'asyncapi';
/** What a configuration or a server offers. */
export type Offer = { readonly kind: Kind; readonly contract: string; readonly version: string };
/** What a bundle asks for, and what was found; without a version it is missing. */
export type Need = {
  readonly kind: Kind;
  readonly contract: string;
  readonly range: string;
  readonly required: boolean;
  readonly found: string | undefined;
  readonly met: boolean;
};
export type Verdict = { readonly bundle: Bundle; readonly needs: readonly Need[]; readonly enough: boolean };

/** Whether what is offered is enough for a bundle. Pure. */
export function judgeBundle(bundle: Bundle, offers: readonly Offer[]): Verdict {
  const found = (kind: Kind, contract: string): string | undefined =>
    offers.find((offer) => offer.kind === kind && offer.contract === contract)?.version;
  const needs = (kind: Kind, ranges: Ranges, required: boolean): readonly Need[] =>
    Object.entries(ranges).map(([contract, range]) => {
      const version = found(kind, contract);
      const met = version !== undefined && inRange(version, range);
      return { kind, contract, range, required, found: version, met };
    });
  const all = [
    ...needs('openapi', bundle.openapi, true),
    ...needs('asyncapi', bundle.asyncapi, true),
    ...needs('openapi', bundle.optional.openapi, false),
    ...needs('asyncapi', bundle.optional.asyncapi, false),
  ];
  return { bundle, needs: all, enough: all.every(({ met, required }) => met || !required) };
}
