import '../compile-cache.ts';
import { flushCompileCache } from 'node:module';

const { Interrupts } = await import('./interrupts.ts');
const { parentProcess, startKernel } = await import('../kernel-process.ts');
// The thread that waits for signals starts while the rest is loaded.
const interrupts = new Interrupts(parentProcess());
const { TypeScriptKernel } = await import('./typescript-kernel.ts');
await interrupts.ready;
const server = await startKernel(new TypeScriptKernel(process.cwd(), interrupts));
interrupts.onInterrupt = () => void server.interrupt();
flushCompileCache();
await server.closed;
process.exit(0);
