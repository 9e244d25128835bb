import { type AnyContract, DiagnosticError } from '@himalia/core';

/** Pairs what a document promises with its handlers: exactly one each, or `DiagnosticError` names what is amiss. */
export function bind<Promised extends { readonly id: string }, Handler>(
  { name }: AnyContract,
  promised: readonly Promised[],
  handlers: Readonly<Record<string, Handler>>,
): readonly (readonly [Promised, Handler])[] {
  const unknown = Object.keys(handlers).filter((id) => !promised.some((one) => one.id === id));
  const missing = promised.filter(({ id }) => !Object.hasOwn(handlers, id)).map(({ id }) => id);
  const both = { plugins: [], tokens: [] };
  const diagnostics = [
    ...(unknown.length > 0
      ? [
          {
            code: 'E_NO_CONTRACT' as const,
            message: `'${name}' has handlers for what its document does not have: ${unknown.join(', ')}.`,
            hint: 'Write the operation or the channel into the document first, or drop the handler.',
            ...both,
          },
        ]
      : []),
    ...(missing.length > 0
      ? [
          {
            code: 'E_UNBOUND' as const,
            message: `'${name}' promises what has no handler: ${missing.join(', ')}.`,
            hint: 'Give each of them a handler.',
            ...both,
          },
        ]
      : []),
  ];
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return promised.map((one) => [one, handlers[one.id] as Handler] as const);
}
