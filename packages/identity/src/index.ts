export { hashPassword } from './hash-password.ts';
export { tokenIdentity } from './plugin.ts';
