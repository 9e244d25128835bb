import type { Channels } from '@himalia/contracts/terminals';

type Received = Channels['terminalSocket']['receive'];
type Sent = Channels['terminalSocket']['send'];
export type Size = { readonly rows: number | undefined; readonly columns: number | undefined };
export type Frame = { readonly kind: 'stdin'; readonly text: string } | { readonly kind: 'size'; readonly size: Size };

const largest = 10_000;

function lines(value: unknown): number | undefined {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= largest
    ? (value as number)
    : undefined;
}

function parse(data: string | Buffer): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(data.toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** What a client says; undefined where it says nothing that is known. */
export function readFrame(data: string | Buffer): Frame | undefined {
  const [name, first, second] = parse(data) as Readonly<Partial<Received>>;
  if (name === 'stdin' && typeof first === 'string') return { kind: 'stdin', text: first };
  if (name === 'set_size') return { kind: 'size', size: { rows: lines(first), columns: lines(second) } };
  return undefined;
}

export function writeFrame(frame: Sent): string {
  return JSON.stringify(frame);
}
