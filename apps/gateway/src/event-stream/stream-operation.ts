import type { Incoming } from '../pipeline/request-record.ts';
import type { Exchange } from './exchange.ts';

/** A request whose operation goes on when it is answered: until its caller ends it, or the stream that carries it. */
export class StreamOperation implements Incoming {
  readonly method: string;
  readonly path: string;
  readonly header: (name: string) => string | null;
  readonly remoteAddress: string | undefined;
  readonly controller: AbortController = new AbortController();

  constructor({ method, path, header, remoteAddress, signal }: Exchange) {
    this.method = method;
    this.path = path;
    this.header = header;
    this.remoteAddress = remoteAddress;
    // It aborts only where the caller goes away before the answer.
    signal.addEventListener('abort', () => this.controller.abort(), { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }
}
