/** How the events of one operation are written. */
export interface Framing {
  /** One result in JSON, and where a later stream can go on behind it. */
  next(text: string, cursor: string | undefined): string | Uint8Array;
  /** There are no more results. */
  readonly complete: string;
}

/** What is no event. */
export const COMMENT = ':\n\n';

const COMPLETE = 'event: complete\ndata:\n\n';

/** After how many milliseconds to come back; no event either. */
export const retryFrame = (afterMs: number): string => `retry: ${afterMs}\n\n`;

/** A whole stream of one result. */
export const wholeStream = (text: string): string => `${COMMENT}${nextFrame(text, undefined)}${COMPLETE}`;

function nextFrame(text: string, cursor: string | undefined): string {
  const id = cursor === undefined ? '' : `id: ${cursor}\n`;
  return `event: next\n${id}data: ${text}\n\n`;
}

/** The last event that was framed. */
interface Framed {
  readonly text: string;
  readonly cursor: string | undefined;
  readonly frame: Uint8Array;
}

/** Makes the framing of streams of one operation each. What many of them are told one after another is encoded once. */
export function createFraming(): Framing {
  let last: Framed | undefined;
  return {
    next(text, cursor) {
      if (last === undefined || last.text !== text || last.cursor !== cursor)
        last = { text, cursor, frame: Buffer.from(nextFrame(text, cursor)) };
      return last.frame;
    },
    complete: COMPLETE,
  };
}

/** Makes the framing of one operation of several on one stream. */
export function createOperationFraming(operationId: string): Framing {
  const id = JSON.stringify(operationId);
  return {
    next: (text) => `event: next\ndata: {"id":${id},"payload":${text}}\n\n`,
    complete: `event: complete\ndata: {"id":${id}}\n\n`,
  };
}
