/** V8's, and others': where it means nothing, it is set to no effect. */
const LIMIT = 'stackTraceLimit';

/**
 * Makes an error without its stack, for those that tell what somebody else said and not where the program was: a stack
 * takes longer to make than an answer.
 *
 * @example
 * throw withoutStack(() => new StatusError('NOT_FOUND', 'There is no such user.'));
 */
export function withoutStack<Made extends Error>(make: () => Made): Made {
  const limit: unknown = Reflect.get(Error, LIMIT);
  Reflect.set(Error, LIMIT, 0);
  try {
    return make();
  } finally {
    Reflect.set(Error, LIMIT, limit);
  }
}
