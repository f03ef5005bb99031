import { FAULTY_CALLS, type FaultyCall } from '../packages/rest-client/test/upstream-faults.ts';

const introduction = `# What the client does when its upstream misbehaves

<!-- Generated from the table in packages/rest-client/test/upstream-faults.ts and directory-faults.ts beside it by "npm run generate". Do not edit. -->

Every row is a test: a server on a bare socket does what the first column says, one client makes one call, and the rest
of the row is what must come of it. The call is \`getStatus\` (GET status), \`setStatus\` (POST set), \`listUsers\` (GET users)
or \`getUser\` (GET user). Besides, in every row:

- the call ends no later than 250 ms after its deadline;
- after \`close()\` no connection is open, no timer runs and no rejection is left unhandled;
- neither the error, its causes and its stack nor any event of a hook shows the credentials, in plain text or in Base64,
  or the address of the upstream, however deeply it is inspected;
- however much the upstream says, the error's message stays below 2 000 characters.

\`retryable\` says that the caller may send the call again without harm; the client itself has made the attempts of its
column by then, three at most. A GET is repeated after failures that may pass, within the deadline. A POST is repeated
only where it certainly never left whole, or was answered 408, which says that it was not taken. \`open\` is how many
connections the upstream still sees after the call: a connection that was answered in full is kept for the next call, any
other is ended. Of a list of users at most 64 MiB are read, of any other answer 64 KiB, compressed or not.

| the upstream … | method | code | retryable | outcome | attempts | open | deadline (ms) |
|---|---|---|---|---|---|---|---|
`;

const yesOrNo = (value: boolean | undefined) => (value === undefined ? '–' : value ? 'yes' : 'no');

function rowOf({ upstream, method, ending, fault }: FaultyCall): string {
  const { code, retryable, outcome, attempts, open } = ending;
  const result = code === undefined ? 'succeeds' : `\`${code}\``;
  const cells = [upstream, method, result, yesOrNo(retryable), outcome ?? '–', attempts, open];
  return `| ${[...cells, fault.circumstances.deadlineMs].join(' | ')} |\n`;
}

/** The published page on upstreams that misbehave, as Markdown: one row for every call of the table. */
export function upstreamMatrixPage(): string {
  return introduction + FAULTY_CALLS.map(rowOf).join('');
}
