export type { ConfigSection, Option, Options, Values } from './config.ts';
export type { AnyContract, Channel, Channels, Contract, Document, Operation, Operations, Schema } from './contract.ts';
export type { Fields, Level, Log } from './log.ts';
export { definePlugin, type Host, type Plugin, type PluginContext, type Services } from './plugin.ts';
export { Token, type Tokens } from './token.ts';
