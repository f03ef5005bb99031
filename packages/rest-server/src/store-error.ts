/** A data file that cannot be used; the message is one line that says why. */
export class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
  }
}

/** A failure to open a data file as the one line that says what to do about it; SQLite's own error is the cause. */
export function asStoreError(file: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(describe(file, primaryResultCode(error)), { cause: error });
}

/** Of what SQLite reports, the lowest byte (https://sqlite.org/rescode.html); for a refused access, SQLITE_READONLY. */
function primaryResultCode(error: unknown): number {
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
      return `The data file ${file} is in use by another process.`;
    case 8:
      return `The data file ${file} cannot be written: it is read-only.`;
    case 11:
      return `The data file ${file} is damaged; restore it from a copy, or name another.`;
    case 13:
      return `The data file ${file} cannot be written: the disk is full.`;
    case 26:
      return `The file ${file} is not a data file of this server; name another.`;
    default:
      return `The data file ${file} cannot be opened or written: check that its folder exists and may be written.`;
  }
}
