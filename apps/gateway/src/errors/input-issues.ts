import { describeValue, referenceIssues, type StatusIssue } from '@live-status/domain';
import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { type Fault, faultOf } from './fault.ts';

type Path = StatusIssue['path'];

/** An argument or a field of an input object. */
interface InputField {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly defaultValue?: unknown;
  readonly extensions: Readonly<Record<string, unknown>>;
}

const NO_ISSUES: StatusIssue[] = [];

/** Whether any value of a type can have a fault with a code of its own. */
export function canBeAtFault(type: GraphQLInputType, seen: Set<GraphQLInputType> = new Set()): boolean {
  if (isNonNullType(type) || isListType(type)) return canBeAtFault(type.ofType, seen);
  if (faultOf(type) !== undefined) return true;
  if (!isInputObjectType(type) || seen.has(type)) return false;
  seen.add(type);
  return Object.values(type.getFields()).some(
    (field) => faultOf(field) !== undefined || canBeAtFault(field.type, seen),
  );
}

/**
 * The faults of given values that have a code of their own: a reference, a name, a status type, a return time.
 * What else may be wrong with the values is left to GraphQL.
 */
export function fieldIssues(fields: Iterable<InputField>, values: object, path: Path = []): StatusIssue[] {
  let issues = NO_ISSUES;
  for (const field of fields) {
    const value: unknown = Object.hasOwn(values, field.name) ? Object(values)[field.name] : undefined;
    if (value === undefined && (field.defaultValue !== undefined || !isNonNullType(field.type))) continue;
    const found = valueIssues(field.type, value, [...path, field.name], faultOf(field));
    if (found.length > 0) issues = [...issues, ...found];
  }
  return issues;
}

const checked = new WeakMap<GraphQLInputObjectType, readonly InputField[]>();

/** The fields of an input object that can be at fault; asked once a type. */
function checkedFields(type: GraphQLInputObjectType): readonly InputField[] {
  const known = checked.get(type);
  if (known !== undefined) return known;
  const fields = Object.values(type.getFields()).filter(
    (field) => faultOf(field) !== undefined || canBeAtFault(field.type),
  );
  checked.set(type, fields);
  return fields;
}

/** The faults of one value of a type; `fault` is what the field that holds it says about itself. */
export function valueIssues(
  type: GraphQLInputType,
  value: unknown,
  path: Path,
  fault?: Fault,
): StatusIssue[] {
  if (isNonNullType(type)) {
    const inner = fault ?? faultOf(type.ofType);
    if (value != null) return valueIssues(type.ofType, value, path, inner);
    if (inner?.reference !== undefined) return referenceIssues(inner.reference, value, path);
    return inner === undefined
      ? []
      : [issue(path, inner, `${path.at(-1)} must be given; got ${describeValue(value)}.`)];
  }
  if (value == null) return NO_ISSUES;
  if (isListType(type))
    return Array.isArray(value)
      ? value.flatMap((item, index) => valueIssues(type.ofType, item, [...path, index], fault))
      : // What is no list is one of a single item.
        valueIssues(type.ofType, value, path, fault);
  const known = fault ?? faultOf(type);
  if (known?.reference !== undefined)
    return typeof value === 'object' && isOneReference(type, value)
      ? NO_ISSUES
      : referenceIssues(known.reference, withoutIntegers(value), path);
  if (isInputObjectType(type))
    return typeof value === 'object' ? fieldIssues(checkedFields(type), value, path) : NO_ISSUES;
  if (known === undefined || !isLeafType(type)) return NO_ISSUES;
  return leafIssues(type, value, path, known);
}

function leafIssues(type: GraphQLInputType, value: unknown, path: Path, fault: Fault): StatusIssue[] {
  const name = String(path.at(-1));
  if (isEnumType(type)) {
    if (typeof value === 'string' && type.getValue(value) != null) return NO_ISSUES;
    const names = type.getValues().map((each) => each.name);
    return [issue(path, fault, `${name} must be one of ${names.join(', ')}; got ${describeValue(value)}.`)];
  }
  try {
    if (isLeafType(type)) type.parseValue(value);
    return NO_ISSUES;
  } catch (error) {
    const message = error instanceof Error ? error.message : `got ${describeValue(value)}.`;
    return [issue(path, fault, `${name}: ${message}`)];
  }
}

/** What GraphQL itself takes for a reference; whether its text can be one is for the field that is given it to say. */
function isOneReference(type: GraphQLInputType, value: object): boolean {
  if (!isInputObjectType(type)) return false;
  const entries = Object.entries(value);
  const [[key, part] = []] = entries;
  if (entries.length !== 1 || key === undefined || !Object.hasOwn(type.getFields(), key)) return false;
  return typeof part === 'string' || (key === 'id' && Number.isInteger(part));
}

/** GraphQL's ID takes integers as well as strings. */
function withoutIntegers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === 'id' && Number.isInteger(part) ? String(part) : part,
    ]),
  );
}

const issue = (path: Path, fault: Fault, message: string): StatusIssue => ({
  path,
  code: fault.faultCode,
  message,
});
