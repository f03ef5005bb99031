import type { IssueCode } from '@live-status/domain';

/** What a type, field or argument says about itself, so that a wrong value of it gets its own error code. */
export interface Fault {
  readonly faultCode: IssueCode;
  /** Of a reference: which one, so that the message can name it. */
  readonly reference?: 'coreServer' | 'user';
}

const declared = new WeakSet<object>();

/** Extensions for the builder: wrong values of this type, field or argument have the code. */
export function faultCode(code: IssueCode, reference?: Fault['reference']): { readonly fault: Fault } {
  const fault: Fault = reference === undefined ? { faultCode: code } : { faultCode: code, reference };
  declared.add(fault);
  return { fault };
}

/** What a type, field or argument of the schema declared with {@link faultCode}. */
export function faultOf(declaration: object): Fault | undefined {
  if (!('extensions' in declaration)) return undefined;
  const { extensions } = declaration;
  if (typeof extensions !== 'object' || extensions === null || !('fault' in extensions)) return undefined;
  return isFault(extensions.fault) ? extensions.fault : undefined;
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && declared.has(value);
}
