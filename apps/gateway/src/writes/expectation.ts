import { StatusError, type StatusUpdate, type UserStatus } from '@live-status/domain';
import { updateOf } from './change.ts';

/** What a caller believes is there; a property that is not given may be anything. */
export type Expectation = Partial<StatusUpdate>;

/** @throws StatusError `CONFLICT`, with what is there, where that is something else than was expected. */
export function assertMet(expected: Expectation, current: UserStatus): void {
  const wrong = (['name', 'type', 'note', 'returnTime'] as const).filter(
    (property) => expected[property] !== undefined && expected[property] !== current[property],
  );
  if (wrong.length === 0) return;
  const message = `Somebody else was first: ${wrong.join(', ')} of the status ${wrong.length === 1 ? 'is' : 'are'} not as expected. Nothing was changed; extensions.current is what is there.`;
  throw new StatusError('CONFLICT', message, { operation: 'write', current: updateOf(current) });
}
