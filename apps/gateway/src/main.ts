#!/usr/bin/env node
import { banner } from './banner.ts';
import { ConfigError } from './config/config-error.ts';
import { helpText } from './config/help.ts';
import { readConfig } from './environment.ts';
import { expectShortLives } from './expect-short-lives.ts';
import { createLogger } from './logger.ts';
import { StartError } from './start-error.ts';
import { startGateway } from './start-gateway.ts';
import { writeInTurns } from './write-in-turns.ts';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(helpText());
    return;
  }
  const config = readConfig();
  const destination = process.stderr.isTTY ? process.stderr : writeInTurns(process.stderr);
  const log = createLogger(config.logLevel, destination);
  const gateway = await startGateway(config, log);
  const asked = nextSignal();
  process.stdout.write(banner(gateway));
  const signal = await asked;
  log.info({ signal }, 'stopping');
  endAtNextSignal();
  await gateway.close();
}

const SIGNALS = ['SIGINT', 'SIGTERM'];
/** A terminal and the program between may both pass on one Ctrl-C. */
const SAME_SIGNAL_MS = 500;

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve(signal));
  });
}

/** Who asks twice does not want to wait for what is under way. */
function endAtNextSignal(): void {
  const since = Date.now();
  const end = () => {
    if (Date.now() - since > SAME_SIGNAL_MS) process.exit(1);
  };
  for (const signal of SIGNALS) process.on(signal, end);
}

expectShortLives();
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
