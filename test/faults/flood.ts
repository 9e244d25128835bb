/** A kernel that writes as fast as it is read, and drops nothing: `prepare COUNT SIZE`, then `flood`. */
import { serveFlood } from '../../bench/flood-kernel.ts';

await serveFlood(String(process.argv[2]), () => process.exit());
