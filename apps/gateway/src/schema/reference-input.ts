/** A reference as it comes out of GraphQL; the domain checks its text. */
export interface ReferenceInput {
  readonly id?: string | null | undefined;
  readonly slug?: string | null | undefined;
  readonly username?: string | null | undefined;
}
