import { DatabaseError } from '@himalia/contracts/database';
import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely';

/** Refuses to make, change or drop tables, views and indices that do not begin with the prefix. */
export class OwnNames implements KyselyPlugin {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    for (const name of definedNames(node)) {
      if (!name.startsWith(`${this.#prefix}_`))
        throw new DatabaseError(
          'invalid',
          `'${name}' is not of '${this.#prefix}': its name must begin with ${this.#prefix}_`,
        );
    }
    return node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}

function definedNames(node: RootOperationNode): readonly string[] {
  switch (node.kind) {
    case 'CreateTableNode':
    case 'AlterTableNode':
    case 'DropTableNode':
      return [node.table.table.identifier.name];
    case 'CreateIndexNode':
      return [node.name.name, ...(node.table ? [node.table.table.identifier.name] : [])];
    case 'DropIndexNode':
    case 'CreateViewNode':
    case 'DropViewNode':
      return [node.name.identifier.name];
    default:
      return [];
  }
}
