import { isStatusError, StatusError, type StatusTarget } from '@live-status/domain';
import type { CallOptions } from '@live-status/rest-client';
import {
  isWorthRetrying,
  type KeptAnswer,
  keepAnswer,
  type Result,
  restoreAnswer,
} from '../writes/kept-answer.ts';
import { assertMayRead } from './access.ts';
import type { GatewayContext } from './context.ts';
import type { Mutation } from './write.ts';

/** Done once for a key: whoever calls again gets what the first call came to. */
export async function keyedResults(
  context: GatewayContext,
  { name, input, wantsPrevious }: Mutation,
  key: string,
  targets: readonly StatusTarget[],
  options: CallOptions,
  writeAll: (call: CallOptions) => Promise<Result[]>,
): Promise<Result[]> {
  const { idempotencyKey: _key, clientMutationId: _id, ...meant } = input;
  const kept = await context.parts.keys.once<KeptAnswer>(
    { key, caller: context.callerKey, input: [name, meant] },
    {
      async run() {
        // It is kept what became of it, so it goes on when the caller leaves.
        const results = await writeAll({ ...options, signal: undefined });
        return { answer: keepAnswer(results, wantsPrevious), keep: !results.every(isWorthRetrying) };
      },
      async interrupted() {
        const results = await Promise.all(targets.map((target) => interruption(context, target)));
        return keepAnswer(results, wantsPrevious);
      },
      signal: options.signal,
    },
  );
  return restoreAnswer(kept, targets);
}

/** What is told of a write that began, and of which nobody knows how it ended. */
async function interruption(context: GatewayContext, target: StatusTarget): Promise<Result> {
  const current = await readCurrent(context, target);
  const shown = current === undefined ? '' : ' current is what is there now.';
  const message = `An earlier call with this idempotencyKey was interrupted: whether the status was set is not known, and it is not set again.${shown}`;
  return { failure: new StatusError('INTERRUPTED', message, { operation: 'write', current }) };
}

async function readCurrent(context: GatewayContext, target: StatusTarget): Promise<StatusError['current']> {
  try {
    assertMayRead(context.caller);
    return await context.parts.client.getStatus(target, context.callOptions('read'));
  } catch (error) {
    if (isStatusError(error)) return undefined;
    throw error;
  }
}
