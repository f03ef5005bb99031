import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const pages = globSync(['*.md', 'docs/**/*.md', 'benchmarks/*.md'], { cwd: root });
const read = (path: string) => readFileSync(path, 'utf8');
const withoutBlocks = (text: string) => text.replaceAll(/^```.*?^```$/gms, '');

/** The names that headings of a page have in links to them. */
function anchors(path: string): string[] {
  const headings = withoutBlocks(read(path)).matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('every link of %s leads to a file that is there, and to a heading in it', (page) => {
  const links = [...withoutBlocks(read(resolve(root, page))).matchAll(/\]\(([^)\s]+)\)/g)];
  const missing = links.flatMap(([, link = '']) => {
    if (/^\w+:/.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? resolve(root, page) : resolve(root, dirname(page), path);
    const isThere = existsSync(file) && (anchor === undefined || anchors(file).includes(anchor));
    return isThere ? [] : [link];
  });
  expect(missing).toEqual([]);
});

test('the pages have links', () => {
  expect(pages).toContain('README.md');
  expect(read(resolve(root, 'README.md'))).toMatch(/\]\(docs\//);
});
