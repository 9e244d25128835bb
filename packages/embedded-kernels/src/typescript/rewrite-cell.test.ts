import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Script } from 'node:vm';
import { CellSyntaxError } from './cell-syntax-error.ts';
import { rewriteCell } from './rewrite-cell.ts';

const builtin = (name: string): boolean => name === 'setTimeout';
/** The lines of the cell as they run. */
function rewritten(source: string): string {
  const { code } = rewriteCell(source, () => false, builtin);
  new Script(code);
  return code.split('\n').slice(1, -1).join('\n');
}

describe('a rewritten cell', () => {
  const cells: readonly (readonly [what: string, source: string, runs: RegExp])[] = [
    ['assigns what it declares', 'let a = 1, b', /^void \( a = 1, b = void 0\)$/],
    ['seals constants', 'const { a, ...rest } = f()', /= f\(\), __himalia\.seal\(\["a","rest"\]\)\)$/],
    ['does not call the line above', 'f()\nvar a = 1', /^f\(\)\nvoid \( a = 1\)$/],
    ['keeps var of loops', 'for (var i = 0, j; i < 3; i++) f(i)', /^for \( i = 0, j = void 0; i < 3; i\+\+\)/],
    ['keeps var of blocks', 'if (x) var a = 1; else a = 2', /^if \(x\) void \( a = 1\); else a = 2$/],
    ['keeps let of blocks', '{ let a = 1; f(a) }', /^\{ let a = 1; f\(a\) \}$/],
    ['names functions apart, for they are hoisted', 'function f() {}', /^function f\$cell\(\) \{\}$/],
    ['assigns classes', 'class A {}', /^void \(A = class A \{\}\);$/],
    ['returns the last expression', 'f(); // then\ng() // end', /^f\(\); \/\/ then\nreturn \(g\(\)\) \/\/ end$/],
    ['reads braces alone as an object', '{ a: 1 }', /^return \(\{ a: 1 \}\)$/],
    ['lets loops be halted', 'while (true) f()', /^while \(true\) \{__halted\[0\] && __himalia\.halt\(\);f\(\)\}$/],
    ['drops exports', 'export const a = 1\nexport default a', /a = 1, .*\nreturn \(a\)$/],
  ];
  for (const [what, source, runs] of cells) it(what, () => assert.match(rewritten(source), runs));

  it('keeps imports on their lines', () => {
    const lines = rewritten('import {\n  a,\n  b as c,\n} from "x"\na').split('\n');
    assert.match(lines[0] ?? '', /__himalia\.import\("x", \["a", "b"\], \{\}\); a = .*; c = /);
    assert.equal(lines[4], 'return (a)');
  });

  it('is asynchronous only when it awaits', () => {
    const starts = (source: string): string => rewriteCell(source, () => false, builtin).code.slice(0, 6);
    assert.equal(starts('async () => await 1'), '(() =>');
    for (const source of ['await 1', 'for await (const a of b) c', 'import "x"', 'if (x) { await y }']) {
      assert.equal(starts(source), '(async', source);
    }
  });

  it("keeps names of Node's globals beside", () => {
    const { code } = rewriteCell('const setTimeout = 1; setTimeout', () => false, builtin);
    assert.match(code, /let \{ setTimeout \} = __himalia\.hidden[\s\S]*__himalia\.keep\(\{ setTimeout \}\)/);
  });

  it('finds documentation', () => {
    const { documentation } = rewriteCell(
      '/**\n * Adds.\n * @param a one\n */\nexport function add(a) {}',
      () => false,
      builtin,
    );
    assert.deepEqual([...documentation], [['add', 'Adds.\n@param a one']]);
  });

  it('that does not parse says where', () => {
    const problem = (source: string): CellSyntaxError => {
      try {
        rewritten(source);
      } catch (error) {
        if (error instanceof CellSyntaxError) return error;
      }
      throw new Error('It parses.');
    };
    assert.partialDeepStrictEqual({ ...problem('a\nconst b = = 1') }, { line: 2, column: 10, incomplete: false });
    assert.partialDeepStrictEqual({ ...problem('let a\nlet a') }, { line: 2, column: 4, incomplete: false });
    for (const source of ['f(', 'if (a) {', '`a', '/* a', 'const a = {'])
      assert.equal(problem(source).incomplete, true, source);
  });
});
