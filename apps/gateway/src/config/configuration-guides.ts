/** What the table of variables does not say: how they are used together, and what the files hold that they name. */
export const CONFIGURATION_GUIDES: string = `
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
by username or by an id that the directory has for it. Reading a status back after setting it needs \`status:read\` as well.

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

## Core servers by two names

A core server has a slug, which lasts, and an id. The REST resource does not say which id belongs to which slug, so say it:

\`\`\`sh
CORE_SERVERS=default=ca5de6c4-17bd-46ce-95a2-8b29c7812ca4,branch=e3a45957-17c4-4ee0-a3a2-4cbea9cba6ac \\
  UPSTREAM_URL=https://pbx.example:55050/communication_manager live-status-gateway
\`\`\`

Then either means the same core server: a user has one id in every answer, writes of one user take turns, and \`coreServers\` lists
them. A core server that is not named here goes by whatever name it is asked for: by its slug and by its id it is two, each with
ids of its own for the same users, and their writes take no turns with one another. Nobody checks the names that are given here.

## Statuses to choose from

Nor does it list the statuses that an administrator configured. \`PRESETS_FILE\` names a JSON file of them, which is read when the
gateway starts: lists by the slug or id of a core server, where \`*\` stands for every other, or one list for all.

\`\`\`json presets
{
  "default": [
    { "name": "Available", "type": "available", "isDefault": true },
    { "name": "In a meeting", "type": "dnd" },
    { "name": "Out of Office", "type": "xa", "configurationId": "5e1f8f3c-52d4-4c3f-a7b1-0f6e0b8e2a11" }
  ],
  "*": [
    { "name": "Available", "type": "available" },
    { "name": "Away", "type": "away" }
  ]
}
\`\`\`

People see them in this order (\`presets\`), and set one by its id (\`preset\` in the place of name and type). An id is made of the core
server, the name and the type: it lasts for as long as these do. \`isDefault\` marks what \`clearUserStatus\` goes back to; without one
that is Available, of the type available. Write name and type exactly as the administrator did: what equals no configured status
becomes a custom one of the user. \`configurationId\` may be left out; only dry runs show it.

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
