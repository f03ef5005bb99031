import { describeKind } from './describe-value.ts';

/** The part of a schema's settings that words its faults. */
interface Wording {
  error(issue: { readonly input?: unknown; readonly path?: readonly unknown[] | undefined }): string;
}

/**
 * What a schema says of a value that is not what it expects: which property is wrong and how, never its value. That may be
 * somebody's note. `kind` is the one that right values have and wrong ones may have too.
 *
 * @example
 * z.string(expected('a string')); // name must be a string; got a number.
 */
export function expected(what: string, kind?: string): Wording {
  return {
    error: ({ input, path }) => {
      const got = describeKind(input);
      const shown = got === `a ${kind}` ? `another ${kind}` : got;
      return `${String(path?.at(-1) ?? 'The representation')} must be ${what}; got ${shown}.`;
    },
  };
}
