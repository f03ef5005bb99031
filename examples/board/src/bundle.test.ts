import { expect, test } from 'vitest';
import { bundle } from './bundle.ts';

test('the page loads nothing but its own files, and has nothing inline', async () => {
  const [page, ...assets] = await bundle();
  expect(page?.path).toBe('/');
  const loaded = [...(page?.text ?? '').matchAll(/(?:src|href)="([^"]*)"/g)].map(([, path]) => path);
  expect(loaded.toSorted()).toEqual(assets.map(({ path }) => path).toSorted());
  expect(page?.text).not.toMatch(/<style|<script>|style=|\son\w+=/);
  for (const { text } of assets) expect(text).not.toMatch(/@import|url\(|https?:\/\/(?!www\.w3\.org)/);
});

test('the same sources make the same names', async () => {
  const paths = async () => (await bundle()).map(({ path }) => path);
  expect(await paths()).toEqual(await paths());
});

test('all that a browser runs is smaller than 100 kB before it is compressed', async () => {
  const script = (await bundle()).find(({ path }) => path.endsWith('.js'));
  console.log(`The script has ${script?.text.length} characters.`);
  expect(script?.text.length).toBeLessThan(100_000);
});
