import type { Http } from '@himalia/contracts/http';
import type { Described, PluginNode, Spec } from '@himalia/contracts/spec';
import type { AnyContract, Host } from '@himalia/core';
import { joinedDocument } from '../joined-document.ts';
import { version } from '../version.ts';
import { joinedChannels } from './joined-channels.ts';
import { pluginGraph } from './plugin-graph.ts';
import { withPlugins } from './with-plugins.ts';

/** Describes what has its handlers at the time of asking. */
export class ServedSpec implements Spec {
  readonly #http: Pick<Http, 'served' | 'baseUrl'>;
  readonly #host: Pick<Host, 'graph'>;

  constructor(http: Pick<Http, 'served' | 'baseUrl'>, host: Pick<Host, 'graph'>) {
    this.#http = http;
    this.#host = host;
  }

  openapi(): Described {
    return joinedDocument(this.#served('operations'), this.#http.baseUrl, version);
  }

  asyncapi(): Described {
    return joinedChannels(this.#served('channels'), version);
  }

  plugins(): readonly PluginNode[] {
    return pluginGraph(this.#host.graph());
  }

  #served(kind: 'operations' | 'channels'): readonly AnyContract[] {
    const contracts = this.#http.served.filter((each) => each.kind === kind).map(({ contract }) => contract);
    return withPlugins(contracts, this.#host.graph());
  }
}
