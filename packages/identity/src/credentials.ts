import { randomBytes } from 'node:crypto';
import { PasswordHash } from './password-hash.ts';

/** What opens this server. Neither a token nor a password: anybody may use it. */
export type Credentials = {
  readonly token: string | undefined;
  /** The token was made for this run, and is too long to be guessed. */
  readonly generated: boolean;
  readonly password: PasswordHash | undefined;
};
export type CredentialOptions = {
  readonly token: string | undefined;
  readonly hashedPassword: string;
  readonly passwordRequired: boolean;
};
const shortest = 8;

/** The credentials that the configuration means; throws when it means none that could be used. */
export function credentialsOf(options: CredentialOptions): Credentials {
  const password = options.hashedPassword === '' ? undefined : PasswordHash.parse(options.hashedPassword);
  if (options.passwordRequired && !password)
    throw new Error('A password is required (passwordRequired), but none is configured (hashedPassword)');
  const { token: given } = options;
  if (given !== undefined) return { token: given === '' ? undefined : checked(given), generated: false, password };
  if (password) return { token: undefined, generated: false, password };
  return { token: randomBytes(24).toString('hex'), generated: true, password };
}

/** The message never repeats the token: it ends up in terminals and logs. */
function checked(token: string): string {
  if (token.length < shortest)
    throw new Error(
      `The token is too short: ${token.length} characters, at least ${shortest} are needed. Leave it out and one is generated.`,
    );
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error('The token may hold only visible ASCII characters without spaces');
  return token;
}
