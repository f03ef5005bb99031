/** Why a gateway could not start, in one line. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}

/** Starts what listens; @throws StartError where it cannot, by the name of the variable that says where. */
export async function listenAt<Result>(
  variable: string,
  host: string,
  port: number,
  start: () => Promise<Result>,
): Promise<Result> {
  try {
    return await start();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const where = `${host}:${port}`;
    if (code === 'EADDRINUSE')
      throw new StartError(`${variable}: ${where} is in use by another program; choose another port.`, {
        cause: error,
      });
    if (typeof code === 'string')
      throw new StartError(`${variable}: cannot listen on ${where} (${code}).`, { cause: error });
    throw error;
  }
}
