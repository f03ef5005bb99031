import {
  type IssueCode,
  isStatusErrorCode,
  type StatusErrorCode,
  type StatusIssue,
} from '@live-status/domain';
import { decodeContent } from './decode-content.ts';
import type { RawResponse } from './send.ts';

/** What the body of an error says, as far as it can be told for certain. */
export interface Refusal {
  readonly code?: StatusErrorCode;
  readonly issues: readonly StatusIssue[];
}

const PROPERTY_CODES = {
  name: 'STATUS_NAME_INVALID',
  type: 'STATUS_TYPE_INVALID',
  note: 'STATUS_NOTE_INVALID',
  returnTime: 'RETURN_TIME_INVALID',
} as const satisfies Record<string, IssueCode>;

const SENTENCES: readonly [RegExp, StatusErrorCode][] = [
  [/\breturn[ _-]?time\b/i, PROPERTY_CODES.returnTime],
  [/\bname\b/i, PROPERTY_CODES.name],
  [/\btype\b/i, PROPERTY_CODES.type],
  [/\bnote\b/i, PROPERTY_CODES.note],
];

/** Reads an error body, ours by its code and another's by its words; HTML and the unreadable say nothing (clause ERR-2). */
export function decodeRefusal(response: RawResponse): Refusal {
  const text = new TextDecoder().decode(decodeContent(response));
  const json = parseObject(text);
  if (json !== undefined && isStatusErrorCode(json['code']))
    return { code: json['code'], issues: decodeIssues(json['issues']) };
  const words = json === undefined ? plainText(response, text) : strings(json).join(' ');
  const byWords = response.status === 404 ? missingPart(words) : invalidProperty(words);
  return byWords === undefined ? { issues: [] } : { code: byWords, issues: [] };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object') return { ...value };
  } catch {
    // Words then.
  }
  return undefined;
}

function plainText(response: RawResponse, text: string): string {
  const isHtml = /html/i.test(response.header('content-type') ?? '') || /^\s*</.test(text);
  return isHtml ? '' : text;
}

function strings(json: Record<string, unknown>): string[] {
  const sentences = ['message', 'error', 'detail', 'description', 'title', 'reason', 'property', 'field'];
  return sentences.flatMap((key) => (typeof json[key] === 'string' ? [json[key]] : []));
}

/** A 404 that names the core server alone or the user alone; one that names both tells nothing. */
function missingPart(words: string): StatusErrorCode | undefined {
  const coreServer = /\bcore[ _-]?server\b/i.test(words);
  const user = /\buser(name)?\b/i.test(words);
  if (coreServer === user) return undefined;
  return coreServer ? 'CORE_SERVER_NOT_FOUND' : 'USER_NOT_FOUND';
}

/** A 422 that names exactly one property. */
function invalidProperty(words: string): StatusErrorCode | undefined {
  const [only, ...others] = SENTENCES.filter(([pattern]) => pattern.test(words));
  return others.length === 0 ? only?.[1] : undefined;
}

const ISSUE_MESSAGES: Readonly<Record<IssueCode, string>> = {
  STATUS_NAME_INVALID: 'The upstream refused the name.',
  STATUS_TYPE_INVALID: 'The upstream refused the type.',
  STATUS_NOTE_INVALID: 'The upstream refused the note.',
  RETURN_TIME_INVALID: 'The upstream refused the return time.',
  REFERENCE_INVALID: 'The upstream refused the reference.',
};

function decodeIssues(value: unknown): StatusIssue[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const code = typeof item === 'object' && item !== null && 'code' in item ? item.code : undefined;
    if (!isIssueCode(code)) return [];
    const property = Object.entries(PROPERTY_CODES).find(([, known]) => known === code)?.[0];
    return [{ path: property === undefined ? [] : [property], code, message: ISSUE_MESSAGES[code] }];
  });
}

function isIssueCode(value: unknown): value is IssueCode {
  return typeof value === 'string' && Object.hasOwn(ISSUE_MESSAGES, value);
}
