/** What stands between two empty lines of a stream: fields of an event, or a comment without any. */
export interface Frame {
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
  readonly retry?: string;
}

/** A stream of events as it comes. */
export interface StreamReader extends AsyncDisposable {
  readonly status: number;
  readonly headers: Headers;
  /** The next frame, comments among them; undefined at the end. */
  frame(): Promise<Frame | undefined>;
  /** The next frame that is no comment; undefined at the end. */
  next(): Promise<Frame | undefined>;
  /** All frames but comments up to the end. */
  rest(): Promise<Frame[]>;
}

const ACCEPT = { accept: 'text/event-stream' };

/** Asks for a stream of an operation by POST. */
export const openStream = (
  url: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<StreamReader> =>
  readStream(
    fetch(url, {
      method: 'POST',
      headers: { ...ACCEPT, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  );

/** Asks for a stream by GET, as an EventSource does. */
export const getStream = (url: string, headers: Record<string, string> = {}): Promise<StreamReader> =>
  readStream(fetch(url, { headers: { ...ACCEPT, ...headers } }));

/** Reads an answer as a stream. */
export async function readStream(answering: Promise<Response>): Promise<StreamReader> {
  const { status, headers, body } = await answering;
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let got = '';
  const frame = async (): Promise<Frame | undefined> => {
    for (;;) {
      const at = got.indexOf('\n\n');
      if (at >= 0) {
        const block = got.slice(0, at);
        got = got.slice(at + 2);
        return parseFrame(block);
      }
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) return undefined;
      got += chunk.value;
    }
  };
  const next = async (): Promise<Frame | undefined> => {
    for (;;) {
      const found = await frame();
      if (found === undefined || Object.keys(found).length > 0) return found;
    }
  };
  return {
    status,
    headers,
    frame,
    next,
    async rest() {
      const frames: Frame[] = [];
      for (let found = await next(); found !== undefined; found = await next()) frames.push(found);
      return frames;
    },
    [Symbol.asyncDispose]: async () => reader?.cancel().catch(() => undefined),
  };
}

function parseFrame(block: string): Frame {
  const fields = block
    .split('\n')
    .filter((line) => !line.startsWith(':'))
    .map((line) => {
      const [name = '', ...rest] = line.split(':');
      return [name, rest.join(':').replace(/^ /, '')] as const;
    });
  return Object.fromEntries(fields);
}
