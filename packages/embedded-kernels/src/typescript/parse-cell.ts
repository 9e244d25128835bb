import { type ExpressionStatement, type Program, parse } from 'acorn';
import { CellSyntaxError } from './cell-syntax-error.ts';
import { stripTypes } from './strip-types.ts';

/** A cell without types, its tree, and its offsets unchanged. */
export type ParsedCell = { readonly javascript: string; readonly program: Program };

/** Parses a cell as a module (strict, `await` and `import` allowed). Throws `CellSyntaxError`. */
export function parseCell(source: string): ParsedCell {
  return parseObjectLiteral(source) ?? parseModule(stripTypes(source));
}

function parseModule(javascript: string): ParsedCell {
  try {
    return {
      javascript,
      program: parse(javascript, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }),
    };
  } catch (error) {
    throw error instanceof SyntaxError ? syntaxError(error, javascript) : error;
  }
}

/** `{ a: 1 }` alone is meant as a value, though the grammar reads a block. */
function parseObjectLiteral(source: string): ParsedCell | undefined {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(source)) return undefined;
  try {
    const javascript = ` ${stripTypes(`(${source}\n)`).slice(1, -2)}`;
    const { program } = parseModule(`(${javascript.slice(1)}\n)`);
    const statement = program.body[0] as ExpressionStatement;
    if (program.body.length !== 1 || statement.expression.type !== 'ObjectExpression') return undefined;
    // The outer parentheses are left out again: everything moves back by one.
    return { javascript: javascript.slice(1), program: { ...program, body: [asWritten(statement, source)] } };
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

function syntaxError(error: AcornError, source: string): CellSyntaxError {
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  const incomplete = (error.pos ?? 0) >= source.trimEnd().length || /^Unterminated (template|comment)/.test(message);
  return new CellSyntaxError(message, error.loc?.line, error.loc?.column, incomplete);
}
