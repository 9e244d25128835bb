import { parentProcess } from '../kernel-process.ts';
import { Interrupts } from './interrupts.ts';

// The thread that waits for signals starts while the rest is loaded.
const interrupts = new Interrupts(parentProcess());
const [{ startKernel }, { TypeScriptKernel }] = await Promise.all([
  import('../kernel-process.ts'),
  import('./typescript-kernel.ts'),
]);
await interrupts.ready;
const server = await startKernel(new TypeScriptKernel(process.cwd(), interrupts));
interrupts.onInterrupt = () => void server.interrupt();
await server.closed;
process.exit(0);
