import type { ExecutionResult } from 'graphql';

/**
 * Whether it says something of a field, if only an error, and not of the request alone. Clients take a request that is refused for
 * a fault of the network, and send it again.
 */
export const isResult = ({ data, errors = [] }: ExecutionResult): boolean =>
  data !== undefined || errors.some(({ path }) => path !== undefined);
