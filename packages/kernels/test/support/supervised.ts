import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { createHeader, encodeParts, type JsonObject, WireMessage } from '@himalia/protocol/message';
import { eventually, freePorts } from '@himalia/testing';
import type { KernelFeed } from '../../src/feed/kernel-feed.ts';
import { SupervisedHost } from '../../src/host/supervised-host.ts';
import type { Block } from '../../src/journal/block.ts';
import { messagesOf } from '../../src/journal/block-body.ts';
import { QuietLog } from './quiet-log.ts';

const script = join(import.meta.dirname, 'synthetic-kernel.ts');

export function hostOf(runtime: string): SupervisedHost {
  return new SupervisedHost({ runtime, limits: { bytes: 1e8, ageMs: 0 }, keep: true, log: new QuietLog() });
}

export async function newConnection(): Promise<ConnectionInfo> {
  const [shell_port = 0, iopub_port = 0, stdin_port = 0, control_port = 0, hb_port = 0] = await freePorts(5);
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
  const key = randomBytes(8).toString('hex');
  return { transport: 'tcp', ip: '127.0.0.1', ...ports, key, signature_scheme: 'hmac-sha256' };
}

/** The command that starts the synthetic kernel. */
export function synthetic(
  runtime: string,
  kernelId: string,
  connection: ConnectionInfo,
): { kernelId: string; argv: [string, ...string[]]; cwd: string; env: Record<string, string> } {
  const file = join(runtime, `${kernelId}.json`);
  writeFileSync(file, JSON.stringify(connection));
  const argv: [string, ...string[]] = [process.execPath, '--conditions=source', '--no-warnings', script, file];
  return { kernelId, argv, cwd: runtime, env: { PATH: process.env.PATH ?? '' } };
}

/** What iopub said in a block: text of streams, states of status, other types. */
export function wordsOf(block: Block): string[] {
  if (block.kind !== 'iopub') return [];
  return messagesOf(block).map(({ parts }) => {
    const message = new WireMessage(parts);
    const { text, execution_state } = message.content() as { text?: string; execution_state?: string };
    return text?.trim() ?? execution_state ?? message.type;
  });
}

/** All that a feed says from now on. */
export function words(feed: KernelFeed): string[] {
  const heard: string[] = [];
  feed.onBlock((block) => heard.push(...wordsOf(block)));
  return heard;
}

export function execute(feed: KernelFeed, code: string): boolean {
  const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
  return ask(feed, 'execute_request', content);
}

function ask(feed: KernelFeed, type: string, content: JsonObject): boolean {
  const header = createHeader(type, 'session', 'test');
  return feed.send('shell', encodeParts({ header, content }) as readonly Buffer[]);
}

/** Waits until a kernel is heard: what it says before the subscription has reached it is lost. */
export async function heardOf(feed: KernelFeed): Promise<void> {
  const heard = words(feed);
  await eventually('connected', () => feed.connected);
  await eventually('a word', () => {
    if (heard.length === 0) ask(feed, 'kernel_info_request', {});
    return heard.length > 0;
  });
}
