import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  OverlappingFieldsCanBeMergedRule,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  TokenKind,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { UnconditionalSubscriptionRule } from './unconditional-subscription-rule.ts';

/** Why a document cannot be run, whichever of its operations is asked for. */
export type Validate = (document: DocumentNode) => readonly GraphQLError[];

/** Shapes remembered at most, and how many characters of them. */
const REMEMBERED = { max: 1000, maxSize: 1_000_000 };

/** All rules that a document must keep. */
export function rulesOf(introspection: boolean): readonly ValidationRule[] {
  const rules = specifiedRules.map((rule) =>
    rule === SingleFieldSubscriptionsRule ? UnconditionalSubscriptionRule : rule,
  );
  return introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
}

/** The rules of GraphQL that look into texts; none of the others can tell two documents of one shape apart. */
const RULES_FOR_TEXTS = specifiedRules.filter(
  (rule) => rule === ValuesOfCorrectTypeRule || rule === OverlappingFieldsCanBeMergedRule,
);

/**
 * Makes the validation of GraphQL. Clients that write users into their documents send ever new ones of the same shape: of
 * a shape that was found valid only the texts are looked at.
 */
export function createValidate(schema: GraphQLSchema, introspection: boolean): Validate {
  const rules = rulesOf(introspection);
  const valid = new LRUCache<string, true>({
    ...REMEMBERED,
    sizeCalculation: (_value, shape) => Math.max(1, shape.length),
  });
  return (document) => {
    const shape = shapeOf(document);
    if (shape !== undefined && valid.get(shape) === true) return validate(schema, document, RULES_FOR_TEXTS);
    const errors = validate(schema, document, rules);
    if (shape !== undefined && errors.length === 0) valid.set(shape, true);
    return errors;
  };
}

/** The tokens of a document, but for what its texts say and its comments. */
function shapeOf({ loc }: DocumentNode): string | undefined {
  if (loc === undefined) return undefined;
  let shape = '';
  for (let token: typeof loc.startToken | null = loc.startToken; token !== null; token = token.next) {
    if (token.kind === TokenKind.COMMENT) continue;
    const isText = token.kind === TokenKind.STRING || token.kind === TokenKind.BLOCK_STRING;
    shape += isText ? '"" ' : `${token.value ?? token.kind} `;
  }
  return shape;
}
