import { expect, test } from 'vitest';

// Domain is compiled without the types of any host; Vitest replaces the call by the texts of the files.
declare global {
  interface ImportMeta {
    glob(
      patterns: readonly string[],
      options: { readonly query: '?raw'; readonly import: 'default'; readonly eager: true },
    ): Record<string, string>;
  }
}

const sources = Object.entries(
  import.meta.glob(['./*.ts', '!./*.test.ts'], { query: '?raw', import: 'default', eager: true }),
);

const importsOf = (text: string) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, specifier]) => specifier ?? '');

test('there are sources to look at, and their imports are found', () => {
  expect(sources.map(([name]) => name)).toContain('./index.ts');
  expect(sources.flatMap(([, text]) => importsOf(text))).toContain('zod');
});

test.each(sources)(
  '%s imports zod and files beside it and nothing else, so it runs in a browser',
  (_, text) => {
    const isOurs = (specifier: string) => specifier === 'zod' || /^\.\/[\w-]+\.ts$/.test(specifier);
    expect(importsOf(text).filter((specifier) => !isOurs(specifier))).toEqual([]);
  },
);
