import type { ReadVariables } from './cross-problems.ts';
import { VARIABLES, type Variable, type Variables } from './variables.ts';

/** An environment, as `process.env` has it. An empty variable counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every variable by itself; `problems` has a sentence for each value that was refused. */
export function parseVariables(environment: Environment): {
  readonly variables: ReadVariables;
  readonly problems: string[];
} {
  const read = Object.entries(VARIABLES).map(([name, variable]) => parseOne(name, variable, environment));
  const values: Partial<Variables> = Object.fromEntries(
    read.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  );
  const refused = read.filter(({ problem }) => problem !== undefined);
  return {
    variables: { ...values, refused: new Set(refused.map(({ name }) => name)) },
    problems: refused.flatMap(({ problem }) => problem ?? []),
  };
}

interface Reading {
  readonly name: string;
  readonly value?: unknown;
  readonly problem?: string;
}

function parseOne(name: string, { kind, byDefault }: Variable<unknown>, environment: Environment): Reading {
  const given = environment[name];
  const text = given === undefined || given === '' ? byDefault : given;
  if (text === undefined) return { name };
  const value = kind.parse(text);
  if (value !== undefined) return { name, value };
  return { name, problem: `${name} must be ${kind.expected}; got ${kind.show(text)}.` };
}
