import {
  buildMessage,
  type ClientSocket,
  type ConnectionInfo,
  clientCurve,
  connect,
  createHeader,
  endpointOf,
  type JsonObject,
  type KernelServer,
  parseMessage,
  Signer,
  type WireMessage,
} from '@himalia/protocol';
import { waitUntil } from './wait-until.ts';

/** The connection of a kernel that chose its ports. */
export function boundTo(connection: ConnectionInfo, { ports }: KernelServer): ConnectionInfo {
  return { ...connection, ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [`${name}_port`, port])) };
}

/** A client of a kernel: what a server does, in short. */
export class KernelClient implements AsyncDisposable {
  readonly shell: ClientSocket;
  readonly control: ClientSocket;
  readonly stdin: ClientSocket;
  readonly iopub: ClientSocket;
  /** Everything that came on iopub. */
  readonly outputs: WireMessage[] = [];
  readonly replies: WireMessage[] = [];
  readonly signer: Signer;

  constructor(bound: ConnectionInfo) {
    this.signer = new Signer(bound.key);
    const identity = 'client';
    const curve = clientCurve(bound);
    this.shell = connect('DEALER', endpointOf(bound, 'shell'), { identity, curve });
    this.control = connect('DEALER', endpointOf(bound, 'control'), { identity, curve });
    this.stdin = connect('DEALER', endpointOf(bound, 'stdin'), { identity, curve });
    this.iopub = connect('SUB', endpointOf(bound, 'iopub'), { curve });
    for (const [socket, list] of [
      [this.iopub, this.outputs],
      [this.shell, this.replies],
      [this.control, this.replies],
      [this.stdin, this.replies],
    ] as const) {
      socket.onMessages((messages) => {
        for (const frames of messages) list.push(parseMessage(frames, this.signer));
      });
    }
  }

  async ready(): Promise<void> {
    await waitUntil(() => this.outputs.some((message) => message.type === 'iopub_welcome'), 'the welcome');
  }

  /** The id of what was sent. */
  send(socket: ClientSocket, type: string, content: JsonObject): string {
    const header = createHeader(type, 'client');
    socket.send(buildMessage(this.signer, { header, content }));
    return header.msg_id;
  }

  execute(code: string, more: JsonObject = {}): string {
    return this.send(this.shell, 'execute_request', { code, allow_stdin: true, ...more });
  }

  async reply(id: string): Promise<WireMessage> {
    let found: WireMessage | undefined;
    await waitUntil(() => {
      found = this.replies.find((message) => message.parentId === id && message.type.endsWith('_reply'));
      return found !== undefined;
    }, 'a reply');
    if (found === undefined) throw new Error('no reply');
    return found;
  }

  /** Types on iopub of one request, once it is idle; status with its state. */
  async published(id: string): Promise<readonly string[]> {
    const own = (): WireMessage[] => this.outputs.filter((message) => message.parentId === id);
    await waitUntil(() => own().some((message) => message.content().execution_state === 'idle'), 'idle');
    return own().map((message) =>
      message.type === 'status' ? String(message.content().execution_state) : message.type,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.shell, this.control, this.stdin, this.iopub].map((socket) => socket.close()));
  }
}
