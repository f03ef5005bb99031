#!/usr/bin/env node
import process from 'node:process';
import { run } from './run.ts';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());

process.exitCode = await run({
  args: process.argv.slice(2),
  // biome-ignore lint/style/noProcessEnv: the one place where this command reads its environment
  environment: process.env,
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(`${text}\n`),
  signal: stop.signal,
});
