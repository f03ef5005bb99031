import { ERROR_TABLE, STATUS_ERROR_CODES } from '@live-status/domain';

const RETRYABLE = { yes: 'yes', no: 'no', reads: 'queries only' } as const;

const introduction = `# Errors

<!-- Generated from the table in packages/domain/src/error-table.ts by "npm run generate". Do not edit. -->

Every GraphQL error has \`extensions.code\`, \`extensions.retryable\` and \`extensions.requestId\`; where an upstream
answered, also \`extensions.upstreamStatus\`. An error of a mutation also has \`extensions.outcome\`: \`NOT_APPLIED\`
when the status certainly did not change, \`UNKNOWN\` when it may have. \`retryable: true\` on a mutation means that
sending it again is safe. The same codes are the \`code\` of the REST client's \`StatusError\`. \`current\` is the status
that is there: \`name\`, \`type\`, \`note\`, \`returnTime\` and \`returnTimestamp\` as the fields of \`UserStatus\` show them.

No error holds a URL, a header, a body, a credential or a stack. The messages are for people and may change; the
codes are stable.

| code | what happened | what to do | retryable | outcome of a mutation | also |
|---|---|---|---|---|---|
`;

/** The published page on errors, as Markdown: one row for every code of the table. */
export function errorsPage(): string {
  const rows = STATUS_ERROR_CODES.map((code) => {
    const { when, remedy, retryable, outcome, also } = ERROR_TABLE[code];
    const more = also.map((extension) => `\`${extension}\``).join(', ');
    return `| \`${code}\` | ${when} | ${remedy} | ${RETRYABLE[retryable]} | ${outcome ?? '–'} | ${more} |\n`;
  });
  return introduction + rows.join('');
}
