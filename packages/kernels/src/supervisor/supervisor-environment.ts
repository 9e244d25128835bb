/** What a process needs to run at all. Kernels bring their own environment with each start. */
const passed = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
]);

/** The environment of the supervisor: nothing that lets somebody into anything. */
export function supervisorEnvironment(own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(own).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (passed.has(entry[0]) || entry[0].startsWith('LC_')),
  );
  return Object.fromEntries(kept);
}
