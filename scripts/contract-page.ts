import { CLAUSE_SECTIONS, type Clause } from '../packages/rest-contract/src/clause-table.ts';
import { listTitles } from '../packages/rest-contract/src/list-titles.ts';
import { titleClauses } from '../packages/rest-contract/src/title-clauses.ts';

const introduction = `# The REST contract, clause by clause

<!-- Generated from packages/rest-contract: its clause table and the titles of its tests. "npm run generate" mends it. -->

The clauses of the live user status resource that the client relies on and the server keeps. Tests name the clause
they check in their titles. Clauses marked *ours* say what the vendor's page leaves open.

`;

const ELSEWHERE = {
  client: 'client: tested in rest-client',
  gateway: 'gateway: its ids are made of slugs and usernames',
} as const;

const closing = `## Checking a server of your own

The same suite runs against any server that has the resource, with nothing but GET unless you allow more:

\`\`\`sh
export CONTRACT_BASE_URL=https://pbx.example:55050/communication_manager
export CONTRACT_USERNAME=manager CONTRACT_PASSWORD_FILE=$PWD/password.txt
export CONTRACT_CORE_SERVER=default CONTRACT_CORE_SERVER_ID=ca5de6c4-17bd-46ce-95a2-8b29c7812ca4
export CONTRACT_USER=marty CONTRACT_USER_ID=f038bbb9-8950-42fb-a4f7-b57a805dd5de
pnpm --filter @live-status/rest-contract contract:real    # with --help: every variable
\`\`\`

- The titles name the demo directory; the requests go to the core server and the users that you name.
- \`CONTRACT_ALLOW_WRITES=1\` sets statuses of the users in \`CONTRACT_USER\` and \`CONTRACT_OTHER_USER\`, and sets them
  at the end as they were, after Ctrl-C too. A server that keeps custom statuses keeps those of the tests.
- Clauses that are *ours* are left out unless \`CONTRACT_STRICT=1\`. Every test that is left out says why.
- Wrong credentials are never sent, so that no account is locked.

## Tests by clause
`;

/** The published page on the contract, as Markdown: what every clause says, and the tests that check it. */
export function contractPage(): string {
  const titles = listTitles();
  const titlesOf = ({ id }: Clause) => titles.filter((title) => titleClauses(title).includes(id));
  const cell = (clause: Clause) => {
    const count = titlesOf(clause).length;
    const here = `[${count} ${count === 1 ? 'test' : 'tests'}](#${clause.id.toLowerCase()})`;
    return clause.keepers.map((keeper) => (keeper === 'server' ? here : ELSEWHERE[keeper])).join('; ');
  };
  const row = (clause: Clause) =>
    `| ${clause.id}${clause.ours ? ' *ours*' : ''} | ${clause.what} | ${cell(clause)} |\n`;
  const sections = CLAUSE_SECTIONS.map(
    ({ heading, clauses }) =>
      `## ${heading}\n| clause | what | tests |\n|---|---|---|\n${clauses.map(row).join('')}\n`,
  );
  const tested = CLAUSE_SECTIONS.flatMap(({ clauses }) => clauses).filter(({ keepers }) =>
    keepers.includes('server'),
  );
  const lists = tested.map(
    (clause) =>
      `\n### ${clause.id}\n${titlesOf(clause)
        .map((title) => `- ${asCode(title)}\n`)
        .join('')}`,
  );
  return introduction + sections.join('') + closing + lists.join('');
}

/** A title as it stands, as code; what cannot be seen is escaped. */
function asCode(title: string): string {
  const visible = title.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return visible.includes('`') ? `\`\` ${visible} \`\`` : `\`${visible}\``;
}
