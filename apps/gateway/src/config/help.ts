import { z } from 'zod';
import { VARIABLES } from './variables.ts';

/** What `--help` prints: every variable with its default, from the table that the parser uses. */
export function helpText(): string {
  const entries = Object.entries(VARIABLES);
  const width = Math.max(...entries.map(([name]) => name.length));
  const lines = entries.map(([name, type]) => {
    const result = z.safeParse(type, undefined);
    const value = result.success && result.data !== undefined ? String(result.data) : '';
    const byDefault = value === '' ? '' : ` Default: ${value}.`;
    return `  ${name.padEnd(width)}  ${type.description ?? ''}${byDefault}`;
  });
  return `live-status-gateway: the live status of iSymphony users as GraphQL.

Usage: live-status-gateway [--help]

It is configured by environment variables:

${lines.join('\n')}
`;
}
