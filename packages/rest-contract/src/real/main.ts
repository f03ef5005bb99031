import process from 'node:process';
import { readSettings } from './read-settings.ts';
import { run } from './run.ts';

process.exitCode = await run({
  args: process.argv.slice(2),
  read: readSettings,
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(`${text}\n`),
});
