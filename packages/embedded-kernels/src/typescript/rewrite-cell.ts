import type {
  AnyNode,
  ExportNamedDeclaration,
  ImportDeclaration,
  Literal,
  Node,
  Program,
  VariableDeclaration,
} from 'acorn';
import { Edits } from './edits.ts';
import { importCall } from './import-call.ts';
import { parseCell } from './parse-cell.ts';
import type { Place } from './place.ts';
import { boundNames, children, isFunction } from './syntax-tree.ts';

/** A cell as a script whose declarations became properties of the global object, so that later cells see and replace them. */
export type RewrittenCell = {
  /** One expression, a call; its first line is ours, the cell's text begins on the second. */
  readonly code: string;
  /** Where a place of the code (line of the cell from 1, column from 0) is in the cell's text. */
  readonly place: (place: Place) => Place;
  /** How many lines of the code are the cell's. */
  readonly lines: number;
  /** Names that the cell declares. */
  readonly names: readonly string[];
  /** `/** … *\/` above a declaration, by its name. */
  readonly documentation: ReadonlyMap<string, string>;
};

const suffix = '$cell';

/**
 * Rewrites a cell. Names that must not become global properties (they are Node's own, other modules rely on them) live
 * beside, in `__himalia.hidden`: `hidden` tells those that do already, `hides` those that would if the cell declared
 * them. Throws `CellSyntaxError`.
 */
export function rewriteCell(
  source: string,
  hidden: (name: string) => boolean,
  hides: (name: string) => boolean,
): RewrittenCell {
  const { javascript, program, compiled, place } = parseCell(source);
  const rewriter = new Rewriter(javascript);
  rewriter.program(program, compiled);
  const used = new Set(javascript.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  const beside = [...used].filter((name) => hidden(name) || (rewriter.names.includes(name) && hides(name))).join(', ');
  const head = beside ? `let { ${beside} } = __himalia.hidden; try {` : '';
  const tail = beside ? `} finally { __himalia.keep({ ${beside} }); }` : '';
  const start = `(${rewriter.awaits ? 'async ' : ''}() => { "use strict"; __himalia.begin(); ${head} ${rewriter.hoisted.join(' ')}`;
  return {
    code: `${start}\n${rewriter.edits.apply()}\n${tail}})()`,
    place: ({ line, column }) => place({ line, column: rewriter.edits.originalColumn(line, column) }),
    lines: javascript.split('\n').length,
    names: rewriter.names,
    documentation: rewriter.documentation,
  };
}

class Rewriter {
  readonly edits: Edits;
  readonly names: string[] = [];
  readonly hoisted: string[] = [];
  readonly documentation = new Map<string, string>();
  awaits = false;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
    this.edits = new Edits(source);
  }

  /** The compiler adds `var` declarations at the end, after the expression that is the cell's value. */
  program(program: Program, compiled: boolean): void {
    const last = program.body.findLast(
      (node) => !compiled || node.type !== 'VariableDeclaration' || node.kind !== 'var',
    );
    for (const statement of program.body) this.#statement(statement, statement === last);
  }

  /** Statements that only modules have; false for any other. */
  #moduleStatement(node: AnyNode, last: boolean): boolean {
    switch (node.type) {
      case 'ImportDeclaration':
        this.#import(node);
        return true;
      case 'ExportNamedDeclaration':
        this.#export(node);
        return true;
      case 'ExportAllDeclaration':
        this.#load(node, node.source);
        return true;
      case 'ExportDefaultDeclaration':
        this.edits.replace(node.start, node.declaration.start, last ? 'return (' : 'void (');
        this.edits.close(this.#endOf(node), ')');
        this.#visit(node.declaration, false);
        return true;
      default:
        return false;
    }
  }

  #statement(node: AnyNode, last: boolean): void {
    if (this.#moduleStatement(node, last)) return;
    if (node.type === 'ExpressionStatement' && last) this.#wrap(node, 'return (', ')');
    if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') this.#named(node);
    if (node.type !== 'VariableDeclaration') {
      this.#visit(node, false);
      return;
    }
    this.#variables(node);
    for (const child of children(node)) this.#visit(child, false);
  }

  #export(node: ExportNamedDeclaration): void {
    if (node.declaration) {
      this.edits.replace(node.start, node.declaration.start, '');
      this.#statement(node.declaration, false);
      return;
    }
    if (node.source) this.#load(node, node.source);
    else this.edits.replace(node.start, node.end, ';');
  }

  #load(node: Node, specifier: Literal): void {
    this.awaits = true;
    this.edits.replace(node.start, node.end, `await __himalia.import(${JSON.stringify(specifier.value)});`);
  }

  #import(node: ImportDeclaration): void {
    this.awaits = true;
    this.edits.replace(node.start, node.end, importCall(node));
    for (const { local } of node.specifiers) this.#declare(local.name, node);
  }

  /** A function keeps its place, for its lines and because it is hoisted, under another name. */
  #named(node: AnyNode): void {
    if (!('id' in node) || node.id?.type !== 'Identifier') return;
    const { name } = node.id;
    this.#declare(name, node);
    if (node.type === 'ClassDeclaration') {
      this.edits.open(node.start, `void (${name} = `);
      this.edits.close(node.end, ');');
      return;
    }
    this.edits.close(node.id.end, suffix);
    this.hoisted.push(`${name} = __himalia.named(${name}${suffix}, "${name}");`);
  }

  /** `const a = 1, { b } = c` becomes `void (a = 1, { b } = c)`. */
  #variables(node: VariableDeclaration): void {
    if (node.kind !== 'var' && node.kind !== 'let' && node.kind !== 'const') {
      if (node.kind === 'await using') this.awaits = true;
      return;
    }
    const names = node.declarations.flatMap(({ id }) => boundNames(id));
    for (const name of names) this.#declare(name, node);
    this.edits.replace(node.start, node.start + node.kind.length, 'void (');
    const seal = node.kind === 'const' ? `, __himalia.seal(${JSON.stringify(names)})` : '';
    this.edits.close(this.#endOf(node), `${seal})`);
    this.#initialise(node);
  }

  #initialise(node: VariableDeclaration): void {
    for (const { id, init } of node.declarations) if (!init) this.edits.close(id.end, ' = void 0');
  }

  /** Visits what is inside statements: `var` belongs to the cell, `await` makes it asynchronous, loops can be halted. */
  #visit(node: Node, inFunction: boolean): void {
    if (!inFunction) this.#outsideFunctions(node as AnyNode);
    const within = inFunction || isFunction(node);
    for (const child of children(node)) this.#visit(child, within);
    this.#loop(node as AnyNode);
  }

  #outsideFunctions(node: AnyNode): void {
    if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) this.awaits = true;
    if (node.type === 'VariableDeclaration' && node.kind === 'await using') this.awaits = true;
    if (node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration' && node.init.kind === 'var') {
      this.#initialise(node.init);
    }
    if (node.type === 'VariableDeclaration' && node.kind === 'var') this.#nestedVar(node);
  }

  #nestedVar(node: VariableDeclaration): void {
    for (const { id } of node.declarations) for (const name of boundNames(id)) this.#declare(name, node);
    const head = /\bfor\s*(?:await\s*)?\(\s*$/.test(this.#source.slice(0, node.start));
    if (head) {
      const single = node.declarations.length === 1 && !node.declarations[0]?.init;
      const pattern = node.declarations[0]?.id.type !== 'Identifier';
      const wrapped = pattern && !single;
      this.edits.replace(node.start, node.start + 'var'.length, wrapped ? '(' : '');
      if (wrapped) this.edits.close(node.end, ')');
      return;
    }
    this.edits.replace(node.start, node.start + 'var'.length, 'void (');
    this.edits.close(this.#endOf(node), ')');
    this.#initialise(node);
  }

  #loop(node: AnyNode): void {
    if (!('body' in node) || !/^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type)) return;
    const body = node.body as Node;
    const check = '__halted[0] && __himalia.halt();';
    if (body.type === 'BlockStatement') this.edits.open(body.start + 1, check);
    else {
      this.edits.open(body.start, `{${check}`);
      this.edits.close(body.end, '}');
    }
  }

  #wrap(node: Node, before: string, after: string): void {
    this.edits.open(node.start, before);
    this.edits.close(this.#endOf(node), after);
  }

  /** Where a statement ends, without its semicolon. */
  #endOf(node: Node): number {
    return this.#source[node.end - 1] === ';' ? node.end - 1 : node.end;
  }

  #declare(name: string, node: Node): void {
    if (!this.names.includes(name)) this.names.push(name);
    const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export\s+(?:default\s+)?)?$/.exec(
      this.#source.slice(0, node.start),
    );
    if (comment?.[1]) this.documentation.set(name, comment[1].replace(/^\s*\* ?/gm, '').trim());
  }
}
