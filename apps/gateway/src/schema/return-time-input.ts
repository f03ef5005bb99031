import { NO_RETURN_TIME, type StatusIssue } from '@live-status/domain';

/** The three ways to say a return time; a caller uses one of them, or none. */
export interface ReturnTimeInput {
  readonly returnTime?: Date | null | undefined;
  readonly returnTimestamp?: number | null | undefined;
  /** Milliseconds. */
  readonly returnIn?: number | null | undefined;
}

const WAYS = ['returnTime', 'returnTimestamp', 'returnIn'] as const;

/** The wire's `returnTime` of an input, or what is wrong with it; undefined where nothing is said of it, not even null. */
export function resolveReturnTime(
  input: ReturnTimeInput,
  takenAt: Date,
  path: StatusIssue['path'] = ['input'],
): { returnTime: number | undefined } | { issue: StatusIssue } {
  const given = WAYS.filter((name) => input[name] != null);
  if (given.length > 1) {
    const message = `At most one of returnTime, returnTimestamp and returnIn may be given; got ${given.join(' and ')}.`;
    return { issue: { path, code: 'RETURN_TIME_INVALID', message } };
  }
  if (input.returnIn != null) return { returnTime: takenAt.getTime() + input.returnIn };
  const isCleared = WAYS.some((name) => input[name] === null);
  const none = isCleared ? NO_RETURN_TIME : undefined;
  return { returnTime: input.returnTime?.getTime() ?? input.returnTimestamp ?? none };
}
