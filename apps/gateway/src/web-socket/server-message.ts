/** The messages of graphql-transport-ws that this side sends, in JSON. */

export const CONNECTION_ACK = '{"type":"connection_ack"}';

/** The answer to a ping, with what that brought. */
export const pong = (payload: object | undefined): string => JSON.stringify({ type: 'pong', payload });

/** The messages of one operation. What they carry is JSON already: the same event goes to many. */
export class OperationMessages {
  readonly #begin: string;

  constructor(id: string) {
    this.#begin = `{"id":${JSON.stringify(id)},"type":`;
  }

  next(result: string): string {
    return `${this.#begin}"next","payload":${result}}`;
  }

  error(errors: string): string {
    return `${this.#begin}"error","payload":${errors}}`;
  }

  complete(): string {
    return `${this.#begin}"complete"}`;
  }
}
