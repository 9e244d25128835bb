import { type CurveClientKeys, type CurveServerKeys, isCurveKey } from '../curve/curve-keys.ts';
import { ProtocolError } from '../protocol-error.ts';

/** A kernel connection file (jupyter_client, "Connection files"); ports of 1 to 5 with `transport: ipc`. */
export type ConnectionInfo = {
  readonly transport: 'tcp' | 'ipc';
  /** An address, or with `ipc` the path before `-PORT`. */
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  /** Empty: messages are not signed. */
  readonly key: string;
  readonly signature_scheme: 'hmac-sha256';
  readonly kernel_name?: string;
  /** The kernel's CURVE keys in Z85 (jupyter_client 8.9): its sockets speak CURVE, and clients use the same pair. */
  readonly curve_publickey?: string;
  readonly curve_secretkey?: string;
};
export type KernelPort = 'shell' | 'iopub' | 'stdin' | 'control' | 'hb';
export const kernelPorts: readonly KernelPort[] = ['shell', 'iopub', 'stdin', 'control', 'hb'];

/** The ZMTP endpoint of one of a kernel's five sockets. */
export function endpointOf(connection: ConnectionInfo, port: KernelPort): string {
  const number = connection[`${port}_port`];
  if (connection.transport === 'ipc') return `ipc://${connection.ip}-${number}`;
  const host = connection.ip.includes(':') ? `[${connection.ip}]` : connection.ip;
  return `tcp://${host}:${number}`;
}

/** How a client must speak to the kernel's sockets (the option `curve` of `connect`); undefined: without encryption. */
export function clientCurve(connection: ConnectionInfo): CurveClientKeys | undefined {
  const { curve_publickey: serverKey, curve_secretkey: secretKey } = connection;
  if (serverKey === undefined) return undefined;
  return secretKey === undefined ? { serverKey } : { serverKey, publicKey: serverKey, secretKey };
}

/** How the kernel's own sockets speak (the option `curve` of `bind`). */
export function serverCurve(connection: ConnectionInfo): CurveServerKeys | undefined {
  const { curve_publickey: publicKey, curve_secretkey: secretKey } = connection;
  return publicKey === undefined || secretKey === undefined ? undefined : { publicKey, secretKey };
}

/** Reads the text of a connection file. Throws a `ProtocolError` that names the member which is missing or wrong. */
export function parseConnectionInfo(text: string): ConnectionInfo {
  const info = parseObject(text);
  const transport = info.transport ?? 'tcp';
  if (transport !== 'tcp' && transport !== 'ipc') throw wrong('transport', '"tcp" or "ipc"');
  if (typeof info.ip !== 'string' || info.ip === '') throw wrong('ip', 'an address');
  if (typeof info.key !== 'string') throw wrong('key', 'a string');
  const scheme = info.signature_scheme ?? 'hmac-sha256';
  if (scheme !== 'hmac-sha256') throw wrong('signature_scheme', '"hmac-sha256"');
  const name = info.kernel_name;
  return {
    transport,
    ip: info.ip,
    shell_port: portNumber(info, 'shell_port'),
    iopub_port: portNumber(info, 'iopub_port'),
    stdin_port: portNumber(info, 'stdin_port'),
    control_port: portNumber(info, 'control_port'),
    hb_port: portNumber(info, 'hb_port'),
    key: info.key,
    signature_scheme: scheme,
    ...(typeof name === 'string' ? { kernel_name: name } : {}),
    ...curveKey(info, 'curve_publickey'),
    ...curveKey(info, 'curve_secretkey'),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProtocolError('bad_frame', 'The connection file is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError('bad_frame', 'The connection file is not a JSON object.');
  }
  return value as Readonly<Record<string, unknown>>;
}

function curveKey(info: Readonly<Record<string, unknown>>, member: string): Readonly<Record<string, string>> {
  const value = info[member];
  if (value === undefined || value === null) return {};
  if (!isCurveKey(value)) throw wrong(member, '40 characters of Z85');
  return { [member]: value };
}

function portNumber(info: Readonly<Record<string, unknown>>, member: string): number {
  const value = info[member];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 65_535) {
    throw wrong(member, 'a port number');
  }
  return value;
}

function wrong(member: string, wanted: string): ProtocolError {
  return new ProtocolError('bad_frame', `The connection file's "${member}" is not ${wanted}.`);
}
