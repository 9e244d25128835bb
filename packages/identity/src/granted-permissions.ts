import { HttpError } from '@himalia/contracts/http';

type Permissions = Readonly<Record<string, readonly string[]>>;

/** Of the permissions asked for, as JSON text, those that are granted. Throws a 400. */
export function grantedPermissions(
  asked: string | undefined,
  allowed: (action: string, resource: string) => boolean,
): Permissions {
  const granted: [string, string[]][] = Object.entries(asked ? parse(asked) : {}).map(([resource, actions]) => [
    resource,
    actions.filter((action) => allowed(action, resource)),
  ]);
  return Object.fromEntries(granted);
}

function parse(text: string): Permissions {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad(text);
  }
  if (!isPermissions(value)) throw bad(text);
  return value;
}

function isPermissions(value: unknown): value is Permissions {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(
      (actions) => Array.isArray(actions) && actions.every((action) => typeof action === 'string'),
    )
  );
}

const bad = (text: string): HttpError =>
  new HttpError(
    400,
    `permissions should be a JSON dict of {"resource": ["action",]}, got ${JSON.stringify(text.slice(0, 200))}`,
  );
