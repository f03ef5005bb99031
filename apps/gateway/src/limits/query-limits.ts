/** What one GraphQL operation may be at most. */
export interface QueryLimits {
  /** Fields below one another, fragments followed. */
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  /** Tokens of the document, fragments once. */
  readonly maxTokens: number;
  /** Calls to the upstream. */
  readonly maxCost: number;
}
