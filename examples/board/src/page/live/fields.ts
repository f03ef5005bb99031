/** What came as JSON, whatever it is: anything that is no object has no properties. */
export function fieldsOf(value: unknown): { readonly [name: string]: unknown } {
  return Object(value);
}

/** A list, whatever is in it; what is none is empty. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text; what is none is empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
