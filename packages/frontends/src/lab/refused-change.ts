import { HttpError } from '@himalia/contracts/http';
import type { ActionResult, Operations } from '@himalia/contracts/lab-app';

type Instruction = Operations['changeExtension']['body'];

function error(message: string): ActionResult {
  return { status: 'error', message, needs_restart: [] };
}

function refuse(cmd: string, kind: string, name: string): never {
  throw new HttpError(422, `Could not process instruction '${cmd}' with ${kind} name '${name}'`);
}

/** As the original's read-only extension manager with every plugin locked answers; what to do instead is ours. */
export function refusedExtensionChange({ cmd, extension_name: name }: Instruction): ActionResult {
  if (name === '') refuse(cmd, 'extension', name);
  if (cmd === 'install')
    throw new HttpError(422, `Install of '${name}' was blocked: install it with pip or conda and reload the page`);
  if (cmd === 'uninstall') return error(`Extension removal not supported: remove '${name}' with pip or conda`);
  return locked(cmd, 'extension', name);
}

export function refusedPluginChange({ cmd, plugin_name: name }: Operations['changePlugin']['body']): ActionResult {
  if (name === '') refuse(cmd, 'plugin', name);
  return locked(cmd, 'plugin', name);
}

function locked(cmd: string, kind: string, name: string): ActionResult {
  if (cmd !== 'enable' && cmd !== 'disable') refuse(cmd, kind, name);
  const file = 'labconfig/page_config.json of the configuration folder';
  return error(
    `The following plugins cannot be ${cmd}d as they are locked: ${name}. Only disabledExtensions in ${file} does it`,
  );
}
