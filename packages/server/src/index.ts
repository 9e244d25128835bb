export { type Booted, type BootOptions, boot, ListenError } from './boot.ts';
export { withSecretFiles } from './configuration/secret-files.ts';
export { type ExitCode, ExitError } from './exit-error.ts';
export { type HostValues, hostSection } from './host-section.ts';
export { loadAllPlugins, loadPlugins, remixNamed } from './load-plugins.ts';
export { type Environment, type Prepared, prepareServer } from './prepare-server.ts';
export { type Remix, remixes } from './remixes.ts';
export { run } from './run.ts';
export type { ServerInfo } from './running/runtime-file.ts';
