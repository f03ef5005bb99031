/** A file of idempotency keys that cannot be used; the message is one line that says why. */
export class KeysError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeysError';
  }
}

/** A failure of such a file as the one line that says what to do about it; SQLite's own error is the cause. */
export function asKeysError(file: string, error: unknown): KeysError {
  if (error instanceof KeysError) return error;
  return new KeysError(describe(file, resultCode(error)), { cause: error });
}

/** Whether another connection holds the lock that was wanted. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === 5;
}

/** Of what SQLite reports, the lowest byte (https://sqlite.org/rescode.html); for a refused access, SQLITE_READONLY. */
function resultCode(error: unknown): number {
  if (!(error instanceof Error)) return 0;
  if ('errcode' in error) return Number(error.errcode) & 0xff;
  return 'code' in error && /^(EACCES|EPERM|EROFS)$/.test(String(error.code)) ? 8 : 0;
}

function describe(file: string, code: number): string {
  switch (code) {
    case 1:
      return `The file ${file} is a database of something else; name another.`;
    case 5:
    case 6:
      return `The file of idempotency keys ${file} stays locked by another process.`;
    case 8:
      return `The file of idempotency keys ${file} cannot be written: it is read-only.`;
    case 11:
      return `The file of idempotency keys ${file} is damaged; restore it from a copy, or name another.`;
    case 13:
      return `The file of idempotency keys ${file} cannot be written: the disk is full.`;
    case 26:
      return `The file ${file} is not one of idempotency keys; name another.`;
    default:
      return `The file of idempotency keys ${file} cannot be opened or written: check that its folder exists and may be written.`;
  }
}
