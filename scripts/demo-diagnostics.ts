/** Provokes every diagnostic of the catalogue with real plugins and real processes, and prints what somebody would see. */
import { catalogue } from '@himalia/core';
import { provoke } from './diagnostics/provoke.ts';
import { scenarios } from './diagnostics/scenarios.ts';

const absent = Object.keys(catalogue).filter((code) => !scenarios.some((scenario) => scenario.code === code));
const unseen: string[] = [...absent];
for (const scenario of scenarios) {
  const { code, stderr } = await provoke(scenario);
  console.log(`── ${scenario.story}\n$ himalia ${scenario.command} ${scenario.remix}   (exit code ${code})\n${stderr}`);
  if (!stderr.includes(`${scenario.code}  `) || code === 0) unseen.push(scenario.code);
}
if (unseen.length > 0) {
  console.error(`Not provoked: ${unseen.join(', ')}`);
  process.exitCode = 1;
} else console.log(`All ${Object.keys(catalogue).length} diagnostics were provoked.`);
