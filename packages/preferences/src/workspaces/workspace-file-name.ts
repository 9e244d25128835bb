import { createHash } from 'node:crypto';
import { trimSlashes } from '@himalia/core';

export const workspaceExtension = '.jupyterlab-workspace';
/** A file's name has 128 characters at most. */
const longest = 128 - workspaceExtension.length;

function unquote(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The name of a workspace's file: the workspace's name made harmless, and four hexadecimal digits of its SHA-256 that keep
 * apart what became the same (jupyterlab_server, `slugify`).
 */
export function workspaceFileName(name: string): string {
  const digest = createHash('sha256').update(name.replace(/^\//, '')).digest('hex').slice(0, 4);
  const plain = unquote(trimSlashes(name.toLowerCase()))
    .normalize('NFKC')
    .replaceAll(/[^\w\s-]|[^ -~\s]/g, '')
    .trim()
    .replaceAll(/[-\s]+/g, '-');
  return `${plain.slice(0, longest - digest.length - 1)}-${digest}${workspaceExtension}`;
}
