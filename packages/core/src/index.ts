export { problemOf } from './check-value.ts';
export { childEnvironment } from './child-environment.ts';
export { type Coerced, coerce } from './coerce.ts';
export type { ConfigSection, Option, Options, Values } from './config.ts';
export type { AnyContract, Channel, Channels, Contract, Document, Operation, Operations, Schema } from './contract.ts';
export { createLog, type LogOptions } from './create-log.ts';
export { type Code, catalogue, type Diagnostic, DiagnosticError, describe } from './diagnostic.ts';
export { escapeHtml } from './escape-html.ts';
export type { Fields, Level, Log } from './log.ts';
export { nearest } from './nearest.ts';
export {
  definePlugin,
  type Host,
  type Plugin,
  type PluginContext,
  type PluginControl,
  type PluginFacts,
  type PluginReport,
  type Services,
} from './plugin.ts';
export { redactSection } from './redact-section.ts';
export { redactText } from './redact-text.ts';
export type { Config, Plan, Resolution, ResolveOptions } from './resolve/plan.ts';
export { resolve } from './resolve/resolve.ts';
export { type Route, routesOf, type Segment } from './route.ts';
export { compareRoutes, covers, shapeOf } from './route-order.ts';
export { type PluginControlCode, PluginControlError, StartError, StopError } from './start/errors.ts';
export type { PluginState, PluginStatus, Running } from './start/running.ts';
export { start } from './start/start.ts';
export type { StartOptions } from './start/start-options.ts';
export { keyOf, Token, type Tokens } from './token.ts';
export { trimSlashes } from './trim-slashes.ts';
export { type Kind, type Served, unserved } from './unserved.ts';
export { type Problem, type Validated, validateSection } from './validate-section.ts';
export { inRange } from './version-range.ts';
