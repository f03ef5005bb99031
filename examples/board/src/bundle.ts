import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BoardFile } from './board-file.ts';
import { MEDIA_TYPES } from './media-types.ts';

const PAGE = new URL('./page/', import.meta.url);
/** Browsers of the last three years or so. */
const TARGET = ['chrome111', 'firefox113', 'safari16.4'];

/** Builds the page: one script, one style sheet, one icon, each under a name that changes with it. */
export async function bundle(): Promise<readonly BoardFile[]> {
  const { outputFiles } = await build({
    entryPoints: ['main.tsx', 'board.css'].map((name) => fileURLToPath(new URL(name, PAGE))),
    bundle: true,
    minify: true,
    format: 'esm',
    target: TARGET,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The sources' own settings are for the compiler, not for what runs in a browser.
    tsconfigRaw: '{}',
    legalComments: 'inline',
    outdir: '/',
    write: false,
  });
  const built = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  const script = fileOf('board', 'js', built('.js'));
  const style = fileOf('board', 'css', built('.css'));
  const icon = fileOf('icon', 'svg', await readFile(new URL('icon.svg', PAGE), 'utf8'));
  return [
    { path: '/', type: MEDIA_TYPES['html'] ?? '', text: html(script, style, icon) },
    script,
    style,
    icon,
  ];
}

function fileOf(name: string, end: string, text: string): BoardFile {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/board/${name}-${hash}.${end}`, type: MEDIA_TYPES[end] ?? '', text };
}

const html = (script: BoardFile, style: BoardFile, icon: BoardFile): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Live Status</title>
    <link rel="icon" href="${icon.path}" type="image/svg+xml">
    <link rel="stylesheet" href="${style.path}">
    <script type="module" src="${script.path}"></script>
  </head>
  <body>
    <noscript>The board needs JavaScript.</noscript>
    <div id="board"></div>
  </body>
</html>
`;
