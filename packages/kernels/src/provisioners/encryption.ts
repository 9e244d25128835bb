import { type ConnectionInfo, KernelError } from '@himalia/contracts/kernels';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';
import { makeCurveKeys } from '@himalia/protocol/zmtp';

/** jupyter_client's policies (`KernelManager.transport_encryption`). */
export type Encryption = 'disabled' | 'auto' | 'required';

type Keys = Pick<ConnectionInfo, 'curve_publickey' | 'curve_secretkey'>;

/** New keys for a kernel's connection file; none where it is not to be encrypted. Throws `KernelError` where it must be and cannot. */
export function encryptionKeys(spec: Kernelspec, encryption: Encryption): Keys {
  if (encryption === 'disabled') return {};
  if (speaksCurve(spec)) {
    const { publicKey, secretKey } = makeCurveKeys();
    return { curve_publickey: publicKey, curve_secretkey: secretKey };
  }
  if (encryption === 'auto') return {};
  const why = `its kernelspec ${spec.name} does not declare "curve" in metadata.supported_encryption`;
  throw new KernelError('start_failed', `The kernel cannot be started: encryption is required, and ${why}`);
}

/** As jupyter_client reads it: a text or a list, in any case. */
function speaksCurve({ metadata: { supported_encryption: declared } }: Kernelspec): boolean {
  const all: readonly unknown[] = Array.isArray(declared) ? declared : [declared];
  return all.some((one) => String(one).trim().toLowerCase() === 'curve');
}
