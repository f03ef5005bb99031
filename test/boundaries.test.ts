import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const use = (specifier: string) => `import { x } from '${specifier}';\nexport const y = x;\n`;

// Each is a deliberate violation (or, with no rule, a permitted neighbour of one).
const cases: readonly [file: string, source: string, rule: string | undefined][] = [
  ['packages/domain/src/a.ts', use('undici'), 'noRestrictedImports'],
  ['packages/domain/src/b.ts', use('node:fs'), 'noRestrictedImports'],
  ['packages/domain/src/c.ts', `export const y = await import('fastify');\n`, 'noRestrictedImports'],
  ['packages/domain/src/d.ts', use('zod'), undefined],
  ['packages/rest-client/src/a.ts', use('@live-status/rest-server'), 'noRestrictedImports'],
  ['packages/rest-client/src/b.ts', use('../../rest-server/src/index.ts'), 'noRestrictedImports'],
  ['packages/rest-client/src/c.ts', use('@live-status/domain'), undefined],
  ['packages/rest-client/src/f.ts', use('node:zlib'), undefined],
  ['packages/rest-client/src/h.ts', use('ws'), undefined],
  ['packages/rest-client/src/g.ts', use('node:http'), 'noRestrictedImports'],
  ['packages/rest-server/src/a.ts', use('@live-status/rest-client'), 'noRestrictedImports'],
  ['packages/rest-server/src/b.ts', use('node:sqlite'), undefined],
  ['packages/rest-server/src/c.ts', use('ws'), undefined],
  ['packages/rest-server/src/d.ts', use('undici'), 'noRestrictedImports'],
  ['packages/rest-contract/src/a.ts', use('@live-status/rest-server'), 'noRestrictedImports'],
  ['packages/rest-contract/src/b.ts', use('ws'), undefined],
  ['apps/gateway/src/schema/a.ts', use('graphql-yoga'), 'noRestrictedImports'],
  [
    'apps/gateway/src/schema/b.ts',
    `import { createStatusClient } from '@live-status/rest-client';\nexport const y = createStatusClient;\n`,
    'noRestrictedImports',
  ],
  [
    'apps/gateway/src/schema/c.ts',
    `import type { StatusClient } from '@live-status/rest-client';\nexport type Y = StatusClient;\n`,
    undefined,
  ],
  ['apps/gateway/src/a.ts', use('../../../packages/domain/src/index.ts'), 'noRestrictedImports'],
  ['apps/gateway/src/b.ts', 'export const y = process.env;\n', 'noProcessEnv'],
  ['packages/rest-client/src/d.ts', 'export default 1;\n', 'noDefaultExport'],
  [
    'packages/rest-client/src/e.ts',
    'async function f(): Promise<void> {}\nexport function g(): void {\n  f();\n}\n',
    'noFloatingPromises',
  ],
];

const found = new Map<string, string[]>();

beforeAll(() => {
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
  for (const [file, source] of cases) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), source);
  }
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/biome'), args, {
    cwd: folder,
    encoding: 'utf8',
  });
  for (const { location, category } of JSON.parse(stdout).diagnostics) {
    const file = String(location.path?.file ?? location.path);
    found.set(file, [...(found.get(file) ?? []), String(category).split('/').at(-1) ?? '']);
  }
});

it.each(cases)('%s is judged by the boundary rules', (file, _source, rule) => {
  expect(found.get(file) ?? []).toEqual(rule === undefined ? [] : [rule]);
});
