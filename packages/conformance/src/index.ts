export { judgeBundle, type Kind, type Need, type Offer, type Verdict } from './bundles/judge-bundle.ts';
export { offersOf } from './bundles/offers-of.ts';
export { type Probe, type Probed, probeServer } from './bundles/probe-server.ts';
export { contracts } from './contracts.ts';
export { type Answer, Peer } from './peer/peer.ts';
export type { Check } from './suite/check.ts';
export { conformanceChecks } from './suite/conformance-checks.ts';
export { type Difference, differencesOf } from './suite/differences.ts';
export { type Result, runChecks } from './suite/run-checks.ts';
