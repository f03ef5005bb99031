import type { ExecutionResult } from 'graphql';
import type { LiveStream } from '../live/stream.ts';
import { badRequest } from '../params/bad-request.ts';
import { parseBody } from '../params/parse-params.ts';
import { formatResult } from '../pipeline/format-result.ts';
import { RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';
import type { DoorParts } from './door-parts.ts';
import type { Exchange } from './exchange.ts';
import { createOperationFraming } from './frames.ts';
import { isResult } from './is-result.ts';
import { checkOperationId, operationIdOf } from './operation-id.ts';
import { isStream, pump, streamOf } from './pump.ts';
import { createReservations } from './reservations.ts';
import type { SharedStream } from './shared-stream.ts';
import { StreamOperation } from './stream-operation.ts';

/** Serves operations whose results come on one stream: the single connection mode of the protocol. */
export interface ServeShared {
  reserve(exchange: Exchange): Promise<void>;
  open(exchange: Exchange, token: string): Promise<void>;
  begin(exchange: Exchange, token: string): Promise<void>;
  stop(exchange: Exchange, token: string): Promise<void>;
}

/** An operation whose results are to be told. */
interface Telling {
  readonly told: LiveStream;
  readonly stream: SharedStream;
  readonly operationId: string;
  /** It is over. */
  leave(): void;
}

/** That, or why there are none. */
type Begun = Telling | { readonly refused: ExecutionResult };

/** Makes {@link ServeShared}; what is reserved lapses when it is not opened for `reservedMs`. Undefined: nothing is reserved. */
export function createServeShared(parts: DoorParts, reservedMs: number | undefined): ServeShared {
  const { pipeline, connections, answers, trustedProxies } = parts;
  const reservations = createReservations(connections, reservedMs ?? 0);
  const recordOf = (incoming: Exchange | StreamOperation) => new RequestRecord(incoming, trustedProxies);
  /** Does what is asked where it is admitted, or says why not. */
  const serve = async (exchange: Exchange, perform: (record: RequestRecord) => void): Promise<void> => {
    const record = recordOf(exchange);
    try {
      await pipeline.admit(record);
      perform(record);
    } catch (error) {
      answers.refusal(exchange, record, failedResult(error));
    }
  };
  const begin = async (
    exchange: Exchange,
    token: string,
    record: RequestRecord,
    controller: AbortController,
  ): Promise<Begun> => {
    try {
      await pipeline.admit(record);
      const stream = reservations.find(token, record);
      const params = parseBody(await exchange.readBody());
      const operationId = operationIdOf(params);
      const leave = stream.enter(operationId, controller);
      const opened = await pipeline.open(record, params);
      if (isStream(opened)) return { told: opened, stream, operationId, leave };
      if (isResult(opened))
        return { told: streamOf(formatResult(answers.show(record, opened))), stream, operationId, leave };
      leave();
      return { refused: opened };
    } catch (error) {
      return { refused: failedResult(error) };
    }
  };
  const tell = (exchange: Exchange, record: RequestRecord, { told, stream, operationId, leave }: Telling) => {
    if (record.incoming.signal.aborted) {
      // It was ended before it had begun.
      told.end();
      leave();
      answers.text(exchange, record, 204);
      return;
    }
    answers.accepted(exchange, record);
    void pump(told, stream, createOperationFraming(operationId)).then(() => {
      leave();
      pipeline.observe(record, 202);
    });
  };
  return {
    reserve: (exchange) =>
      serve(exchange, (record) => {
        if (reservedMs === undefined) throw notReserved();
        answers.text(exchange, record, 201, reservations.reserve(record));
      }),
    open: (exchange, token) =>
      serve(exchange, (record) => {
        const stream = reservations.take(token, record);
        record.isStream = true;
        const onClose = () => {
          stream.end();
          pipeline.observe(record, 200);
        };
        stream.open(answers.stream(exchange, record, onClose));
      }),
    stop: (exchange, token) =>
      serve(exchange, (record) => {
        const stream = reservations.find(token, record);
        stream.stop(checkOperationId(new URLSearchParams(exchange.search).get('operationId')));
        answers.text(exchange, record, 200);
      }),
    async begin(exchange, token) {
      const operation = new StreamOperation(exchange);
      const record = recordOf(operation);
      const begun = await begin(exchange, token, record, operation.controller);
      if ('refused' in begun) answers.refusal(exchange, record, begun.refused);
      else tell(exchange, record, begun);
    },
  };
}

const notReserved = () =>
  badRequest('No streams are reserved here; open one for each operation, by POST or GET.', 405);
