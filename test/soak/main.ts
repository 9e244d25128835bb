/** `npm run soak [-- MINUTES [USERS]]`: half an hour of work, and whether memory and files stay flat. */
import { soak } from './soak.ts';

const [minutes = '30', users = '6'] = process.argv.slice(2);
const kernels = process.env.HIMALIA_PYTHON === undefined ? ['typescript'] : ['typescript', 'python3'];
const { rounds, growth } = await soak({
  minutes: Number(minutes),
  users: Number(users),
  kernels,
  say: (line) => console.log(line),
});
for (const what of growth) console.error(what);
console.log(growth.length === 0 ? `${rounds} rounds, all flat` : `${rounds} rounds, not flat`);
process.exitCode = growth.length === 0 ? 0 : 1;
