import { contracts, judgeBundle, type Need, offersOf, Peer, probeServer, type Verdict } from '@himalia/conformance';
import { type Bundle, bundles } from '@himalia/contracts/bundles';
import { nearest, type Plan, type Plugin } from '@himalia/core';
import { type ExitCode, ExitError, misused } from '../exit-error.ts';
import { loadAllPlugins } from '../load-plugins.ts';

/** Throws `ExitError` 2 for a name that is none. */
export function bundleNamed(name: string): Bundle {
  const bundle = bundles.find((candidate) => candidate.name === name);
  if (bundle) return bundle;
  const names = bundles.map((candidate) => candidate.name);
  const meant = nearest(name, names);
  throw misused(
    `There is no bundle '${name}'${meant ? `; did you mean '${meant}'?` : '.'} Bundles: ${names.join(', ')}.`,
  );
}

/** Says whether the plan is enough for the bundle; if not, which plugins would provide what is missing. */
export async function reportPlan(bundle: Bundle, plan: Plan): Promise<ExitCode> {
  const verdict = judgeBundle(bundle, offersOf(plan.order.flatMap((plugin) => plugin.contracts)));
  const others = verdict.needs.every(({ met }) => met) ? [] : (await loadAllPlugins()).plugins;
  return report('this configuration', verdict, (need) => providersOf(need, others));
}

function providersOf({ contract, found }: Need, plugins: readonly Plugin[]): string {
  const ids = plugins.filter(({ contracts: own }) => own.some(({ name }) => name === contract)).map(({ id }) => id);
  if (found !== undefined) return `update ${ids.join(' or ')}`;
  return ids.length > 0 ? `${ids.join(' or ')} would provide it` : 'no installed plugin provides it';
}

/** The same of a running server of any make, by asking it. */
export async function reportServer(bundle: Bundle, url: string, token: string): Promise<ExitCode> {
  const peer = peerOf(url, token);
  const names = [bundle.openapi, bundle.asyncapi, bundle.optional.openapi, bundle.optional.asyncapi].flatMap(
    Object.keys,
  );
  const asked = contracts.filter(({ name }) => names.includes(name));
  await admitted(peer);
  const { offers, missing } = await probeServer(peer, asked);
  return report(peer.url, judgeBundle(bundle, offers), ({ contract }) => {
    const paths = missing
      .filter((probe) => probe.contract === contract)
      .map(({ path, status }) => `${path} is ${status}`);
    return paths.join(', ') || 'nothing of it can be asked';
  });
}

/** Throws `ExitError` 2 for an address that is none. */
export function peerOf(url: string, token: string): Peer {
  try {
    return new Peer(url, token);
  } catch {
    throw misused(`'${url}' is no http address; write http://localhost:8888/.`);
  }
}

/** Every Jupyter server has it, for those who are logged in. */
const open = 'api/kernelspecs';
/** Some lead to their login page. */
const isRefusal = (status: number): boolean => [301, 302, 303, 307, 308, 401, 403].includes(status);

/** Throws `ExitError` 1 when nobody answers there, or the token does not do. */
export async function admitted(peer: Peer): Promise<void> {
  const { status } = await peer.ask(open).catch((cause: Error) => {
    const { code = cause.message } = (cause.cause ?? {}) as { code?: string };
    throw new ExitError(1, `${peer.url} does not answer: ${code}.`, { cause });
  });
  if (isRefusal(status) && isRefusal((await peer.enter(open)).status))
    throw new ExitError(1, `${peer.url} does not accept the token (${status}); pass it as --token or JUPYTER_TOKEN.`);
}

function report(what: string, { bundle, needs, enough }: Verdict, remedy: (need: Need) => string): ExitCode {
  const unmet = needs.filter(({ met }) => !met);
  console.log(`\nIs ${what} enough to run ${bundle.title}: ${enough ? 'yes' : 'no'}.`);
  for (const need of unmet) {
    const { kind, contract, range, required, found } = need;
    const half = kind === 'openapi' ? 'HTTP' : 'WebSocket';
    const state = found === undefined ? 'missing' : `there as ${found}`;
    console.log(`  ${required ? 'needed  ' : 'optional'}  ${contract} ${range} (${half}): ${state}; ${remedy(need)}`);
  }
  return enough ? 0 : 78;
}
