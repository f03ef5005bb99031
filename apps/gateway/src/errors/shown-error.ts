import {
  type ASTNode,
  GraphQLError,
  type GraphQLErrorExtensions,
  type GraphQLFormattedError,
  type Source,
  type SourceLocation,
} from 'graphql';

/** An error as a client is shown it, at the place of another. */
export class ShownError implements GraphQLError {
  readonly name = 'GraphQLError';
  readonly message: string;
  readonly extensions: GraphQLErrorExtensions;
  readonly locations: readonly SourceLocation[] | undefined;
  readonly path: readonly (string | number)[] | undefined;
  readonly nodes: readonly ASTNode[] | undefined;
  readonly source: Source | undefined;
  readonly originalError: undefined;
  readonly #at: GraphQLError;

  constructor(at: GraphQLError, message: string, extensions: GraphQLErrorExtensions) {
    this.message = message;
    this.extensions = extensions;
    this.locations = at.locations;
    this.path = at.path;
    this.nodes = at.nodes;
    this.source = at.source;
    this.#at = at;
  }

  /** Of an error of compiled code only lines and columns are known. */
  get positions(): readonly number[] | undefined {
    const { positions, locations, source } = this.#at;
    if (positions !== undefined || source === undefined) return positions;
    return locations?.map((location) => positionOf(location, source.body));
  }

  get [Symbol.toStringTag](): string {
    return this.name;
  }

  toJSON(): GraphQLFormattedError {
    const { message, locations, path, extensions } = this;
    return {
      message,
      ...(locations === undefined ? {} : { locations }),
      ...(path === undefined ? {} : { path }),
      extensions,
    };
  }
}

// It is one of GraphQL's own errors to whoever asks, but was never thrown: it has no stack, which takes longer to make than
// all else about an error.
Object.setPrototypeOf(ShownError.prototype, GraphQLError.prototype);

function positionOf({ line, column }: SourceLocation, body: string): number {
  let start = 0;
  const lineBreak = /\r\n|[\n\r]/g;
  for (let before = 1; before < line; before += 1) {
    lineBreak.exec(body);
    start = lineBreak.lastIndex;
  }
  return start + column - 1;
}
