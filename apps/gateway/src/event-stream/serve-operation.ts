import type { ExecutionResult } from 'graphql';
import { chooseMediaType } from '../doors/choose-media-type.ts';
import type { LiveStream } from '../live/stream.ts';
import { parseBody, parseQueryString, type RawParams } from '../params/parse-params.ts';
import { RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';
import type { DoorParts } from './door-parts.ts';
import type { Exchange } from './exchange.ts';
import { createFraming, type Framing, retryFrame } from './frames.ts';
import { LAST_EVENT_ID } from './header-names.ts';
import { isStream, pump } from './pump.ts';
import type { Streaming } from './streaming-of.ts';

/** Serves one operation, answered by a stream of its own: the distinct connections mode of the protocol. */
export type ServeOperation = (exchange: Exchange, streaming: Streaming) => Promise<void>;

/** Makes a {@link ServeOperation}. */
export function createServeOperation(parts: DoorParts): ServeOperation {
  const { pipeline, answers, trustedProxies } = parts;
  const framing = createFraming();
  const open = async (exchange: Exchange, record: RequestRecord): Promise<ExecutionResult | LiveStream> => {
    try {
      const admission = pipeline.admit(record);
      if (admission !== undefined) await admission;
      const params = await paramsOf(exchange);
      const after = exchange.header(LAST_EVENT_ID) ?? '';
      return await pipeline.open(record, params, after === '' ? undefined : after);
    } catch (error) {
      return failedResult(error);
    }
  };
  return async (exchange, streaming) => {
    const record = new RequestRecord(exchange, trustedProxies);
    const opened = await open(exchange, record);
    if (isStream(opened)) return stream(parts, exchange, record, opened, framing);
    const mediaType =
      streaming === 'subscriptions' ? chooseMediaType(exchange.header('accept') ?? undefined) : undefined;
    if (mediaType === undefined) answers.events(exchange, record, opened);
    else answers.json(exchange, record, opened, mediaType);
  };
}

async function paramsOf(exchange: Exchange): Promise<RawParams> {
  return exchange.method === 'GET' ? parseQueryString(exchange.search) : parseBody(await exchange.readBody());
}

/** Streams until either side ends it. Nothing of what was asked is kept for that long. */
function stream(
  { pipeline, connections, answers }: DoorParts,
  exchange: Exchange,
  record: RequestRecord,
  live: LiveStream,
  framing: Framing,
): void {
  const sink = answers.stream(exchange, record, () => {
    leave();
    live.end();
    pipeline.observe(record, 200);
  });
  const leave = connections.add({
    beat: () => sink.beat(),
    dismiss(retryAfterMs) {
      sink.write(retryFrame(retryAfterMs));
      // No `complete`: clients come back.
      sink.end();
      live.end();
    },
  });
  void pump(live, sink, framing).then(() => sink.end());
}
