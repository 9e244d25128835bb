import { endWithParent, startKernel } from '../kernel-process.ts';
import { PythonKernel } from './python-kernel.ts';
import { cacheFolder } from './snapshot.ts';

let interrupt = (): void => undefined;
process.on('SIGINT', () => interrupt());
endWithParent();
const kernel = new PythonKernel(process.cwd(), cacheFolder(process.env));
const server = await startKernel(kernel);
interrupt = () => void server.interrupt();
const crashed = await Promise.race([kernel.crashed, server.closed.then(() => undefined)]);
if (crashed !== undefined) {
  process.stderr.write(`Python ended: ${crashed}\n`);
  await server.close();
}
process.exit(crashed === undefined ? 0 : 70);
