import { getOperationAST, NoSchemaIntrospectionCustomRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { explainDocumentErrors } from '../errors/document-faults.ts';
import { variableFaults } from '../errors/variable-faults.ts';
import type { RequestRecords } from './request-record.ts';

/** Gives wrong references, names, types and times their own codes where GraphQL itself would refuse them. */
export function useInputFaults(records: RequestRecords): Plugin {
  return {
    onValidate({ params, context }) {
      return ({ valid, result, setResult }) => {
        if (valid) return;
        const variables = context.params?.variables ?? {};
        setResult(explainDocumentErrors(params.schema, params.documentAST, variables, result));
      };
    },
    onExecute({ args, context, setResultAndStopExecution }) {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation == null) return;
      records.of(context.request).operation = operation.operation === 'mutation' ? 'write' : 'read';
      const errors = variableFaults(args.schema, operation, args.variableValues ?? {});
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}

/** Keeps the schema from being asked for. */
export function useNoIntrospection(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
}
