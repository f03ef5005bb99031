import { VARIABLES } from './variables.ts';

const introduction = `# Configuration of the gateway

<!-- Generated from the table in apps/gateway/src/config/variables.ts by "npm run generate". Do not edit. -->

The gateway is configured by environment variables; \`live-status-gateway --help\` prints the same table. Every problem
is reported at once, by the variable's name, with what was expected and what was got, and the exit code is 1. An empty
variable counts as unset. No message shows a password, nor a URL that holds one.

| variable | must be | default | what for |
|---|---|---|---|
`;

const examples = `
## In front of a phone system

Callers send their own Basic credentials, which go upstream and nowhere else:

\`\`\`sh
HOST=0.0.0.0 AUTH=none UPSTREAM_URL=https://pbx.example:55050/communication_manager live-status-gateway
\`\`\`

Callers bring tokens of your identity provider; the gateway has credentials of its own:

\`\`\`sh
HOST=0.0.0.0 AUTH=jwt JWT_JWKS_URL=https://id.example/jwks JWT_ISSUER=https://id.example JWT_AUDIENCE=live-status \\
  UPSTREAM_URL=https://pbx.example:55050/communication_manager UPSTREAM_USERNAME=gateway \\
  UPSTREAM_PASSWORD_FILE=/run/secrets/upstream live-status-gateway
\`\`\`

A token's scopes (claim \`scope\`, or a list in \`scp\`) say what its bearer may do: \`status:read\` reads, \`status:write\` sets
anybody's status, and \`status:write:self\` sets the status of the user whom the token's \`JWT_USERNAME_CLAIM\` names, given
by username. Reading a status back after setting it needs \`status:read\` as well.

## A phone system with a certificate of its own

Phone systems often have a certificate that they signed themselves, or one of a private authority. Name the authority's
certificate (or the phone system's own, where it signed itself) in \`UPSTREAM_CA_FILE\`; it is checked when the gateway starts:

\`\`\`sh
openssl s_client -connect pbx.example:55050 -showcerts </dev/null   # compare the last one with what the phone system shows
UPSTREAM_CA_FILE=/etc/live-status/pbx-ca.pem UPSTREAM_URL=https://pbx.example:55050/communication_manager live-status-gateway
\`\`\`

From then on the upstream is believed by that file alone. Node's own \`NODE_EXTRA_CA_CERTS\` names a file as well; its
authorities come on top of the usual ones, for the keys at \`JWT_JWKS_URL\` too, and a file that cannot be read is only
warned of. A certificate that is refused all the same says why in the error, the log (\`reason\`) and what the log says
of \`/readyz\`: an authority that is not trusted, another host name, an end that has passed.

## What wants a word more

What starts only with a word more: \`UPSTREAM_AUTH=service\` with \`AUTH=none\` starts on a loopback address alone, because
anybody who can connect would have the gateway's credentials; \`UPSTREAM_AUTH=forward\` off loopback wants \`AUTH=none\` said,
because then the phone system alone decides who may do what.

## Trusted documents

\`TRUSTED_DOCUMENTS\` names a JSON file of GraphQL documents by id, as client code generators write it:

\`\`\`json
{ "marty": "query Marty { userStatus(user: { username: \\"marty\\" }) { name type } }" }
\`\`\`

Clients then send \`{"documentId": "marty"}\` (or the id as \`extensions.persistedQuery.sha256Hash\`) instead of a query, and
nothing else is run. The file is read when the gateway starts.
`;

/** The published page on the configuration, as Markdown: one row for every variable. */
export function configurationPage(): string {
  const rows = Object.entries(VARIABLES).map(([name, { kind, byDefault, description }]) => {
    const value = byDefault === undefined || byDefault === '' ? '–' : `\`${byDefault}\``;
    return `| \`${name}\` | ${kind.expected} | ${value} | ${description} |\n`;
  });
  return introduction + rows.join('') + examples;
}
