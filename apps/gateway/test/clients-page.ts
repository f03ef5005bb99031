import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../../../docs/clients.md', import.meta.url), 'utf8');

/** A block that docs/clients.md tells people to use: its text. */
export function clientsPageBlock(name: string, language = 'json'): string {
  const [, text] = page.split(`\`\`\`${language} ${name}\n`);
  const [block] = text?.split('```\n') ?? [];
  if (block === undefined) throw new Error(`docs/clients.md has no block of ${language} called ${name}.`);
  return block;
}

/** The names of all of its blocks in a language. */
export const clientsPageBlocks = (language: string): readonly string[] =>
  [...page.matchAll(/^```(\w+) (\S+)$/gm)].flatMap(([, its, name = '']) => (its === language ? [name] : []));
