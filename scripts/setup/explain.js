import { statfsSync } from 'node:fs';
import { root } from './places.js';

const causes = [
  [
    /ENOSPC|no space left/i,
    () => `The disk is full (now ${freeSpace()}). The set-up needs about 1.5 GB while it builds, 600 MB afterwards.`,
  ],
  [
    /EACCES|EPERM|EROFS|permission denied|read-only file system/i,
    () => `No permission to write in ${root}. Is the clone owned by somebody else, or made with sudo?`,
  ],
  [
    /EUSAGE|package\.json and package-lock\.json .* in sync/i,
    () => 'package.json and package-lock.json do not fit together: run "npm install" once and commit the lock file.',
  ],
  [
    /CERT_|certificate|SELF_SIGNED/i,
    () => 'A certificate was refused. Behind a company proxy, set NODE_EXTRA_CA_CERTS=/path/to/ca.pem.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network|fetch failed|ERR_SOCKET/i,
    () => 'The package registry cannot be reached. Is there a network? A proxy is set with "npm config set proxy URL".',
  ],
  [
    /ETARGET|E404|notarget/i,
    () => 'The package registry in use does not have a package that the lock file names ("npm config get registry").',
  ],
  [/heap out of memory|Killed|SIGKILL|ENOMEM/i, () => 'Not enough memory: the set-up needs about 1 GB free.'],
  [
    /ENOENT.*npm|npm: (command )?not found/i,
    () => 'npm was not found. It comes with Node; reinstall Node, or run this through "npm run setup".',
  ],
];

function freeSpace() {
  try {
    const { bavail, bsize } = statfsSync(root);
    return `${Math.round((bavail * bsize) / 1e6)} MB free`;
  } catch {
    return 'free space unknown';
  }
}

/** What a failure most likely means, in a sentence; undefined when it is not one of the usual ones. */
export function explain(text) {
  return causes.find(([pattern]) => pattern.test(text))?.[1]();
}
