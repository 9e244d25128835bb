/** What a path below `/lab` or `/doc` means; undefined: nothing. */
export type LabPath = { readonly workspace: string; readonly treePath: string };

const shape = /^(?:workspaces\/(?<workspace>[a-zA-Z0-9\-_]+))?(?:(?:^|\/)tree(?:\/(?<tree>.*))?)?$/s;

export function parseLabPath(path: string): LabPath | undefined {
  const found = shape.exec(path)?.groups;
  return found && { workspace: found.workspace ?? 'default', treePath: found.tree ?? '' };
}
