import {
  isStatusError,
  parseStatusUpdate,
  parseTarget,
  referenceIssues,
  StatusError,
  type StatusIssue,
  type StatusTarget,
  type StatusType,
  type StatusUpdate,
} from '@live-status/domain';
import type { ReferenceInput } from './reference-input.ts';
import { type ReturnTimeInput, resolveReturnTime } from './return-time-input.ts';

/** The input of `setUserStatus` as it comes out of GraphQL. */
export interface SetUserStatusInput extends ReturnTimeInput {
  readonly coreServer: ReferenceInput;
  readonly user: ReferenceInput;
  readonly name: string;
  readonly type: StatusType;
  readonly note: string;
  readonly clientMutationId?: string | null | undefined;
}

/**
 * What an input asks for.
 *
 * @throws StatusError with every fault of the input in `issues`; nothing was sent, so `NOT_APPLIED`.
 */
export function parseSetUserStatus(
  input: SetUserStatusInput,
  takenAt: Date,
): { target: StatusTarget; update: StatusUpdate } {
  const { coreServer, user, name, type, note } = input;
  const time = resolveReturnTime(input, takenAt);
  const returnTime = 'returnTime' in time ? time.returnTime : undefined;
  const update = attempt(() => parseStatusUpdate({ name, type, note, returnTime }));
  const [first, ...rest] = [
    ...referenceIssues('coreServer', coreServer, ['input', 'coreServer']),
    ...referenceIssues('user', user, ['input', 'user']),
    ...('issues' in update ? update.issues : []),
    ...('issue' in time ? [time.issue] : []),
  ];
  if (first !== undefined) throw StatusError.fromIssues([first, ...rest], { operation: 'write' });
  if ('issues' in update) throw new TypeError('A refused update has at least one issue.');
  return { target: parseTarget({ coreServer, user }), update: update.value };
}

function attempt(parse: () => StatusUpdate): { value: StatusUpdate } | { issues: StatusIssue[] } {
  try {
    return { value: parse() };
  } catch (error) {
    if (!isStatusError(error)) throw error;
    return { issues: error.issues.map((issue) => ({ ...issue, path: ['input', ...issue.path] })) };
  }
}
