import { expect } from 'vitest';
import type { Answer } from './send.ts';

/** The part of a problem that the clauses look at further. */
export interface Problem {
  readonly issues?: unknown;
}

/** Checks that an answer is a problem of RFC 9457 with our code, and gives its body (clause ERR-2). */
export function expectProblem(answer: Answer, status: number, code: string): Problem {
  expect(answer).toMatchObject({ status });
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json(;|$)/);
  const problem: Problem = JSON.parse(answer.body);
  expect(problem).toMatchObject({
    type: expect.any(String),
    title: expect.stringMatching(/./),
    detail: expect.stringMatching(/./),
    status,
    code,
  });
  return problem;
}

/** The properties that a problem's issues name, in their order. */
export function issuePaths({ issues }: Problem): unknown[] {
  if (!Array.isArray(issues)) return [];
  return issues.map((issue: { path?: unknown }) => String(issue.path));
}
