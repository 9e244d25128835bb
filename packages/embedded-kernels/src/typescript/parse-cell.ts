import { type ExpressionStatement, type Program, parse } from 'acorn';
import { CellSyntaxError } from './cell-syntax-error.ts';
import { type Stripped, stripTypes } from './strip-types.ts';

/** A cell without types, and its tree. */
export type ParsedCell = Stripped & { readonly program: Program };

/** Parses a cell as a module (strict, `await` and `import` allowed). Throws `CellSyntaxError`. */
export function parseCell(source: string): ParsedCell {
  return parseObjectLiteral(source) ?? parseModule(stripTypes(source));
}

function parseModule(stripped: Stripped): ParsedCell {
  const { javascript } = stripped;
  try {
    const program = parse(javascript, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    return { ...stripped, program };
  } catch (error) {
    throw error instanceof SyntaxError ? syntaxError(error, stripped) : error;
  }
}

/** `{ a: 1 }` alone is meant as a value, though the grammar reads a block. */
function parseObjectLiteral(source: string): ParsedCell | undefined {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(source)) return undefined;
  try {
    const parsed = parseModule(stripTypes(`(${source}\n)`));
    const statement = parsed.program.body[0] as ExpressionStatement;
    if (parsed.compiled || parsed.program.body.length !== 1 || statement.expression.type !== 'ObjectExpression') {
      return undefined;
    }
    // The parentheses are left out again.
    const javascript = parsed.javascript.slice(1, -2);
    return { ...parsed, javascript, program: { ...parsed.program, body: [asWritten(statement, source)] } };
  } catch {
    return undefined;
  }
}

function asWritten(statement: ExpressionStatement, source: string): ExpressionStatement {
  const start = source.length - source.trimStart().length;
  const end = source.trimEnd().length;
  const empty = { type: 'Identifier' as const, name: '', start, end };
  return { ...statement, start, end, expression: empty };
}

type AcornError = SyntaxError & { pos?: number; loc?: { line: number; column: number } };

function syntaxError(error: AcornError, { javascript, place }: Stripped): CellSyntaxError {
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  const early = (error.pos ?? 0) >= javascript.trimEnd().length || /^Unterminated (template|comment)/.test(message);
  const at = error.loc && place(error.loc);
  return new CellSyntaxError(message, at?.line, at?.column, early);
}
