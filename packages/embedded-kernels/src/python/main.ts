import '../compile-cache.ts';
import { flushCompileCache } from 'node:module';
import { cacheFolder } from '../cache-folder.ts';

let interrupt = (): void => undefined;
process.on('SIGINT', () => interrupt());
const { PythonKernel } = await import('./python-kernel.ts');
const kernel = new PythonKernel(process.cwd(), cacheFolder(process.env));
const { endWithParent, startKernel } = await import('../kernel-process.ts');
endWithParent();
const server = await startKernel(kernel);
interrupt = () => void server.interrupt();
flushCompileCache();
const crashed = await Promise.race([kernel.crashed, server.closed.then(() => undefined)]);
if (crashed !== undefined) {
  process.stderr.write(`Python ended: ${crashed}\n`);
  await server.close();
}
process.exit(crashed === undefined ? 0 : 70);
