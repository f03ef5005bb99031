import { NO_RETURN_TIME, type StatusIssue } from '@live-status/domain';

/** The three ways to say a return time; a caller uses one of them, or none. */
export interface ReturnTimeInput {
  readonly returnTime?: Date | null | undefined;
  readonly returnTimestamp?: number | null | undefined;
  /** Milliseconds. */
  readonly returnIn?: number | null | undefined;
}

/** The wire's `returnTime` of an input, or what is wrong with it. */
export function resolveReturnTime(
  input: ReturnTimeInput,
  takenAt: Date,
): { returnTime: number } | { issue: StatusIssue } {
  const given = (['returnTime', 'returnTimestamp', 'returnIn'] as const).filter(
    (name) => input[name] != null,
  );
  if (given.length > 1) {
    const message = `At most one of returnTime, returnTimestamp and returnIn may be given; got ${given.join(' and ')}.`;
    return { issue: { path: ['input'], code: 'RETURN_TIME_INVALID', message } };
  }
  if (input.returnIn != null) return { returnTime: takenAt.getTime() + input.returnIn };
  return { returnTime: input.returnTime?.getTime() ?? input.returnTimestamp ?? NO_RETURN_TIME };
}
