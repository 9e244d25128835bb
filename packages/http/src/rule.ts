import type { Permission, ReadChannel, ReadOperation } from './operations.ts';

/** What an operation or a channel demands before it is handled. */
export type Rule = {
  readonly permission: Permission;
  readonly page: boolean;
  readonly checksXsrf: boolean;
  readonly socket: boolean;
  /** Who is known by a cookie must ask from a page of this server. */
  readonly sameSite: boolean;
  /** The XSRF token may come in a form, which is not read yet. */
  readonly xsrfInForm: boolean;
};

/** Of what is in no document. */
export const anyone: Rule = {
  permission: 'none',
  page: false,
  checksXsrf: true,
  sameSite: false,
  socket: false,
  xsrfInForm: false,
};

export function operationRule({ permission, page, checksXsrf, sameSite, bodyType }: ReadOperation): Rule {
  return { permission, page, checksXsrf, sameSite, socket: false, xsrfInForm: bodyType === 'form' };
}

export function channelRule({ permission }: ReadChannel): Rule {
  return { ...anyone, permission, socket: true };
}
