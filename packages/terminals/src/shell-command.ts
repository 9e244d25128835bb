/**
 * What to run: the configured command, or the user's shell. A server without a terminal of its own was not started from a
 * shell, so nothing has read the user's profile yet: a login shell does.
 */
export function shellCommand(configured: readonly string[], own: NodeJS.Process = process): readonly string[] {
  if (configured.length > 0) return configured;
  if (own.platform === 'win32') return ['powershell.exe'];
  const shell = own.env.SHELL || 'sh';
  return own.stdout.isTTY ? [shell] : [shell, '-l'];
}
