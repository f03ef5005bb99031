import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { parseWithin, tooComplex } from '../limits/parse-within.ts';
import type { QueryLimits } from '../limits/query-limits.ts';
import { measureCost } from '../limits/upstream-calls.ts';

/** Refuses operations that are larger than the limits: by their document before validation, by their cost before execution. */
export function useQueryLimits(limits: QueryLimits): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => parseWithin(limits, source, options));
    },
    onExecute({ args, setResultAndStopExecution }) {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation == null) return;
      const cost = measureCost(args.schema, args.document, operation, args.variableValues ?? {});
      const faults = cost.longLists.map(
        ({ argument, length, maxItems }) => `${argument} has ${length} items where ${maxItems} are allowed.`,
      );
      if (cost.calls > limits.maxCost)
        faults.push(
          `The operation makes ${cost.calls} calls to the upstream where ${limits.maxCost} are allowed.`,
        );
      if (faults.length === 0) return;
      const meant = operation.operation === 'mutation' ? 'write' : 'read';
      setResultAndStopExecution({ errors: [tooComplex(faults.join(' '), meant)] });
    },
  };
}
