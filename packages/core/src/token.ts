/**
 * Names a service and carries its type. Two tokens are the same when id and major version are, because npm may install
 * two copies of a package.
 */
export class Token<T> {
  declare readonly service: T;
  readonly id: string;
  readonly version: string;

  constructor(id: string, version = '1.0.0') {
    this.id = id;
    this.version = version;
  }

  toString(): string {
    return `${this.id}@${this.version}`;
  }
}

export type Tokens = Readonly<Record<string, Token<unknown>>>;

/** `id@major`: equal for tokens that name the same service. */
export function keyOf(token: Token<unknown>): string {
  return `${token.id}@${token.version.split('.', 1)[0]}`;
}
