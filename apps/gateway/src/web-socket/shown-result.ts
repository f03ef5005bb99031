import type { ExecutionResult } from 'graphql';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { RequestRecord } from '../pipeline/request-record.ts';
import { failedResult } from '../pipeline/show-errors.ts';

/** What the caller is shown of a result: whatever happens while errors are shown, there is an answer. */
export function shownResult(
  pipeline: Pipeline,
  record: RequestRecord,
  result: ExecutionResult,
): ExecutionResult {
  try {
    return pipeline.show(record, result);
  } catch (error) {
    return pipeline.show(record, failedResult(error));
  }
}
