type SessionErrorCode = 'not_found' | 'kernel_gone' | 'bad_kernel';

export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly code: SessionErrorCode;
  constructor(code: SessionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
