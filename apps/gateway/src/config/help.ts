import { VARIABLES } from './variables.ts';

/** What `--help` prints: every variable with its default, from the table that the parser uses. */
export function helpText(): string {
  const entries = Object.entries(VARIABLES);
  const width = Math.max(...entries.map(([name]) => name.length));
  const lines = entries.map(([name, { description, byDefault }]) => {
    const ending = byDefault === undefined || byDefault === '' ? '' : ` Default: ${byDefault}.`;
    return `  ${name.padEnd(width)}  ${description}${ending}`;
  });
  return `live-status-gateway: the live status of iSymphony users as GraphQL.

Usage: live-status-gateway [--help]

It is configured by environment variables:

${lines.join('\n')}
`;
}
