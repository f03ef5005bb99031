/** What Node tells of an address that cannot be listened on. */
interface ListenFault extends NodeJS.ErrnoException {
  readonly port: number;
  readonly address: string;
  readonly hostname: string;
}

/** Why the server could not be started, as one line that names the option to change. */
export function describeListenError(error: unknown): string {
  if (!(error instanceof Error)) return 'The server could not be started.';
  const { code, port, address, hostname } = error as Partial<ListenFault>;
  if (code === 'EADDRINUSE')
    return `--port: ${address}:${port} is in use by another program; name another port.`;
  if (code === 'EACCES')
    return `--port: no permission to listen on ${address}:${port}; name a port from 1024 on.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `--host: ${address ?? hostname} is no address of this machine.`;
  return `The server could not be started: ${error.message}`;
}
