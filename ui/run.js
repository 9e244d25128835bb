// Runs one program and says in words why it failed.
import { spawn } from 'node:child_process';

const kept = 16_384;
const causes = [
  [/ENOSPC|no space left/i, 'The disk is full.'],
  [/EUSAGE|can only install packages when/, 'ui/package.json and ui/package-lock.json do not fit each other.'],
  [/E401|E403|ENEEDAUTH/, 'The npm registry refused access.'],
  [/E404|ETARGET/, 'The npm registry does not have a package that is needed.'],
  [/EINTEGRITY/, 'A downloaded package is damaged: `npm cache verify` may help.'],
  [/CERT|SELF_SIGNED/, "The npm registry's certificate is not trusted here (npm's `cafile` names further ones)."],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/,
    'The npm registry could not be reached: is there a network, or a proxy to configure for npm?',
  ],
  [/EACCES|EPERM/, 'A file or folder may not be written by this user.'],
];

/** The likely cause of what a program wrote before it failed. */
export function explain(output) {
  return causes.find(([pattern]) => pattern.test(output))?.[1];
}

/** npm and the compiler say first what is wrong, and then much else. */
function firstLines(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('npm warn'));
  return lines.slice(0, 8).join('\n');
}

function failure(what, { code, signal, output }) {
  if (signal === 'SIGKILL') return `${what} was killed: building takes about 600 MB of memory.`;
  return `${what} failed (${signal ?? `exit code ${code}`}). ${explain(output) ?? ''}\n${firstLines(output)}`;
}

/** Ends the child when this process is told to end; a terminal's Ctrl-C reaches both anyway. Returns how to stop that. */
function endTogether(child) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const pass = (signal) => {
    release();
    child.kill(signal);
    child.once('close', () => process.kill(process.pid, signal));
  };
  const release = () => {
    for (const signal of signals) process.off(signal, pass);
  };
  for (const signal of signals) process.once(signal, pass);
  return release;
}

/** Rejects with a message that names `what`. */
export function run(what, command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const release = endTogether(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-kept);
      });
    }
    child.once('error', ({ code, message }) => {
      release();
      reject(new Error(code === 'ENOENT' ? `${what} failed: the program "${command}" was not found.` : message));
    });
    child.once('close', (code, signal) => {
      release();
      if (code === 0) resolve();
      else reject(new Error(failure(what, { code, signal, output })));
    });
  });
}
