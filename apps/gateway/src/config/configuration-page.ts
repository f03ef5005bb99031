import { CONFIGURATION_GUIDES } from './configuration-guides.ts';
import { VARIABLES } from './variables.ts';

const introduction = `# Configuration of the gateway

<!-- Generated from the table in apps/gateway/src/config/variables.ts by "npm run generate". Do not edit. -->

The gateway is configured by environment variables; \`live-status-gateway --help\` prints the same table. Every problem
is reported at once, by the variable's name, with what was expected and what was got, and the exit code is 1. An empty
variable counts as unset. No message shows a password, nor a URL that holds one.

| variable | must be | default | what for |
|---|---|---|---|
`;

/** The published page on the configuration, as Markdown: one row for every variable. */
export function configurationPage(): string {
  const rows = Object.entries(VARIABLES).map(([name, { kind, byDefault, description }]) => {
    const value = byDefault === undefined || byDefault === '' ? '–' : `\`${byDefault}\``;
    return `| \`${name}\` | ${kind.expected} | ${value} | ${description} |\n`;
  });
  return introduction + rows.join('') + CONFIGURATION_GUIDES;
}
