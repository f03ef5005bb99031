import { readFileSync, writeFileSync } from 'node:fs';

const readme = new URL('../README.md', import.meta.url);
const FROM = '<!-- A run, written by "npm run bench -- --write". -->';
const TO = '<!-- The end of the run. -->';

/** Puts a run's report between the marks in the README. */
export function writeIntoReadme(report: string): void {
  const text = readFileSync(readme, 'utf8');
  const from = text.indexOf(FROM);
  const to = text.indexOf(TO);
  if (from < 0 || to < from) throw new Error('README.md has lost the marks between which a run stands.');
  writeFileSync(readme, `${text.slice(0, from + FROM.length)}\n\n${report}\n\n${text.slice(to)}`);
}
