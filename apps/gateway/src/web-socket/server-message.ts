import { textFrame } from './text-frame.ts';

// The messages of graphql-transport-ws that this side sends, as frames.

export const CONNECTION_ACK: Buffer = textFrame('{"type":"connection_ack"}');

/** The answer to a ping, with what that brought. */
export const pong = (payload: object | undefined): Buffer =>
  textFrame(JSON.stringify({ type: 'pong', payload }));

/** A result as the message of one operation, ready to be written. */
export type NextFrame = (begin: string, result: string) => Buffer;

/** Makes a {@link NextFrame}. What many operations are told one after another is framed once, if their clients call them the same. */
export function createNextFrame(): NextFrame {
  let last: { readonly begin: string; readonly result: string; readonly frame: Buffer } | undefined;
  return (begin, result) => {
    if (last === undefined || last.result !== result || last.begin !== begin)
      last = { begin, result, frame: textFrame(`${begin}"next","payload":${result}}`) };
    return last.frame;
  };
}

/** The messages of one operation. What they carry is JSON already: the same event goes to many. */
export class OperationMessages {
  readonly #begin: string;
  readonly #nextFrame: NextFrame;

  constructor(id: string, nextFrame: NextFrame) {
    this.#begin = `{"id":${JSON.stringify(id)},"type":`;
    this.#nextFrame = nextFrame;
  }

  next(result: string): Buffer {
    return this.#nextFrame(this.#begin, result);
  }

  error(errors: string): Buffer {
    return textFrame(`${this.#begin}"error","payload":${errors}}`);
  }

  complete(): Buffer {
    return textFrame(`${this.#begin}"complete"}`);
  }
}
