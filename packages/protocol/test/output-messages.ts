import fc, { type Arbitrary } from 'fast-check';

/** Type and content. */
export type OutputMessage = readonly [type: string, content: object];

/** Messages of one execution, with texts of these characters. */
export function outputMessages(characters: string): Arbitrary<OutputMessage> {
  const text = fc.string({ unit: fc.constantFrom(...characters), maxLength: 10 });
  const display = fc.record({ data: fc.record({ 'text/plain': text }), metadata: fc.constantFrom({}, { wide: true }) });
  const id = fc.constantFrom('one', 'two').map((display_id) => ({ transient: { display_id } }));
  const named = fc.tuple(display, id).map(([shown, transient]) => ({ ...shown, ...transient }));
  const of = (type: string, content: Arbitrary<object>, weight = 1) => ({
    arbitrary: content.map((value): OutputMessage => [type, value]),
    weight,
  });
  return fc.oneof(
    of('stream', fc.record({ name: fc.constantFrom('stdout', 'stderr'), text }), 8),
    of('display_data', fc.oneof(display, named), 3),
    of('update_display_data', named, 2),
    of('clear_output', fc.record({ wait: fc.boolean() })),
    of('error', fc.record({ ename: text, evalue: text, traceback: fc.array(text, { maxLength: 3 }) })),
    of(
      'execute_result',
      fc.tuple(display, fc.nat(9)).map(([shown, execution_count]) => ({ ...shown, execution_count })),
    ),
    of('execute_input', fc.record({ code: text, execution_count: fc.nat(9) })),
  );
}
