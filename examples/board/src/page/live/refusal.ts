/** How somebody makes themselves known: by name and password, or by a token. */
export type Scheme = 'Basic' | 'Bearer';

/** The gateway was asked for something and did not do it, or could not be asked. */
export class Refusal extends Error {
  /** One of the gateway's codes, or `CONNECTION_LOST`. */
  readonly code: string;
  /** How to make oneself known, where the gateway wants that. */
  readonly scheme: Scheme;
  /** Whether what was asked for may have been done all the same. */
  readonly mayBeDone: boolean;

  constructor(code: string, message: string, more: { scheme?: Scheme; mayBeDone?: boolean } = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.scheme = more.scheme ?? 'Basic';
    this.mayBeDone = more.mayBeDone ?? false;
  }
}
