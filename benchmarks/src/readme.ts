import { readFileSync, writeFileSync } from 'node:fs';

const readme = new URL('../README.md', import.meta.url);
const MARKS = {
  bench: ['<!-- A run, written by "npm run bench -- --write". -->', '<!-- The end of the run. -->'],
  subscribers: [
    '<!-- Subscribers, written by "npm run bench -- subscribers --write". -->',
    '<!-- The end of subscribers. -->',
  ],
} as const;

/** Puts a run's report between its marks in the README. */
export function writeIntoReadme(report: string, run: keyof typeof MARKS = 'bench'): void {
  const text = readFileSync(readme, 'utf8');
  const [begin, end] = MARKS[run];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error('README.md has lost the marks between which a run stands.');
  writeFileSync(readme, `${text.slice(0, from + begin.length)}\n\n${report}\n\n${text.slice(to)}`);
}
