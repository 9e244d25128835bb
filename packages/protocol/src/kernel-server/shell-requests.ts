import { type Json, type JsonObject, protocolVersion } from '../message/index.ts';
import { toCodePointOffset, toUtf16Offset } from './cursor.ts';
import type { KernelContext, KernelImplementation, KernelInfo } from './kernel-implementation.ts';

/** The contents of replies to requests other than execute, by request type. */
export type Answer = (content: JsonObject, context: KernelContext) => JsonObject | Promise<JsonObject>;

export function answersOf(kernel: KernelImplementation): ReadonlyMap<string, Answer> {
  return new Map<string, Answer>([
    ['kernel_info_request', () => kernelInfo(kernel.info)],
    ['complete_request', (content, context) => complete(kernel, content, context)],
    ['inspect_request', (content, context) => inspect(kernel, content, context)],
    ['is_complete_request', (content) => isComplete(kernel, content)],
    ['comm_info_request', (content) => commInfo(kernel, content)],
  ]);
}

function kernelInfo(info: KernelInfo): JsonObject {
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: info.implementation,
    implementation_version: info.implementation_version,
    banner: info.banner,
    language_info: info.language_info,
    help_links: info.help_links ?? [],
    debugger: false,
    supported_features: [],
  };
}

async function complete(
  kernel: KernelImplementation,
  content: JsonObject,
  context: KernelContext,
): Promise<JsonObject> {
  const code = text(content.code);
  const cursor = cursorOf(content, code);
  const found = (await kernel.complete?.(code, cursor, context)) ?? { matches: [], start: cursor, end: cursor };
  return {
    status: 'ok',
    matches: found.matches,
    cursor_start: toCodePointOffset(code, found.start),
    cursor_end: toCodePointOffset(code, found.end),
    metadata: found.metadata ?? {},
  };
}

async function inspect(kernel: KernelImplementation, content: JsonObject, context: KernelContext): Promise<JsonObject> {
  const code = text(content.code);
  const detail = content.detail_level === 1 ? 1 : 0;
  const found = await kernel.inspect?.(code, cursorOf(content, code), detail, context);
  return { status: 'ok', found: found?.found ?? false, data: found?.data ?? {}, metadata: found?.metadata ?? {} };
}

async function isComplete(kernel: KernelImplementation, content: JsonObject): Promise<JsonObject> {
  return { ...((await kernel.isComplete?.(text(content.code))) ?? { status: 'unknown' }) };
}

function commInfo(kernel: KernelImplementation, content: JsonObject): JsonObject {
  const target = typeof content.target_name === 'string' ? content.target_name : undefined;
  return { status: 'ok', comms: kernel.commInfo?.(target) ?? {} };
}

function cursorOf(content: JsonObject, code: string): number {
  return typeof content.cursor_pos === 'number' ? toUtf16Offset(code, content.cursor_pos) : code.length;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
