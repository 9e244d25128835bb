/** What the generator writes for one operation of an OpenAPI document. */
export type Operation = { params: object; query: object; body: unknown; replies: object };
export type Operations<Ops> = { [Id in keyof Ops]: Operation };

/** What the generator writes for one channel of an AsyncAPI document: `receive` comes from the client. */
export type Channel = { params: object; query: object; receive: unknown; send: unknown };
export type Channels<Chs> = { [Id in keyof Chs]: Channel };

/** A part of a document; only what promises routes is typed, the rest is data. */
export type Schema = { readonly [keyword: string]: unknown };
export type Document = {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths?: { readonly [path: string]: Schema };
  readonly channels?: { readonly [name: string]: Schema };
  readonly components?: Schema;
  readonly [keyword: string]: unknown;
};

/** A component's wire promise: its documents, with the types generated from them. */
export type Contract<Ops extends Operations<Ops> = {}, Chs extends Channels<Chs> = {}> = {
  readonly name: string;
  readonly openapi?: Document;
  readonly asyncapi?: Document;
  /** Types only; never set. */
  readonly operations?: Ops;
  readonly channels?: Chs;
};

/** A contract whose types do not matter, as the resolver and the registry see it. */
export type AnyContract = Pick<Contract, 'name' | 'openapi' | 'asyncapi'>;
