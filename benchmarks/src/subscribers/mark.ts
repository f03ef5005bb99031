// The note of a change says whose it is, the how manieth of that user, and when it was sent, in digits of fixed width: whoever
// receives ten thousand of them a second finds it without reading anything else.

const DIGITS = { user: 4, turn: 6, sentMicros: 14 };

/** What a mark begins with, which stands nowhere else in what is sent. */
export const MARK = Buffer.from('@@');
export const MARK_BYTES: number = MARK.length + DIGITS.user + DIGITS.turn + DIGITS.sentMicros;

/** What a mark says. */
export interface Mark {
  user: number;
  /** Counted from 1 for each user. */
  turn: number;
  /** When it was sent, as {@link nowMicros} has it. */
  sentMicros: number;
}

export function formatMark({ user, turn, sentMicros }: Readonly<Mark>): string {
  const digits = (value: number, count: number) => String(Math.round(value)).padStart(count, '0');
  return `${MARK}${digits(user, DIGITS.user)}${digits(turn, DIGITS.turn)}${digits(sentMicros, DIGITS.sentMicros)}`;
}

/** Reads the mark that begins at a place, into `mark`. */
export function readMark(bytes: Uint8Array, at: number, mark: Mark): void {
  const user = at + MARK.length;
  const turn = user + DIGITS.user;
  const sentMicros = turn + DIGITS.turn;
  mark.user = readDigits(bytes, user, turn);
  mark.turn = readDigits(bytes, turn, sentMicros);
  mark.sentMicros = readDigits(bytes, sentMicros, sentMicros + DIGITS.sentMicros);
}

function readDigits(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + ((bytes[at] ?? 0) - 48);
  return value;
}

const offsetMicros = Number(process.hrtime.bigint() / 1000n) - performance.now() * 1000;

/** Microseconds on a clock that all processes of a machine share and nobody sets. */
export const nowMicros = (): number => offsetMicros + performance.now() * 1000;
