#!/usr/bin/env node
import { banner } from './banner.ts';
import { ConfigError } from './config/config-error.ts';
import { helpText } from './config/help.ts';
import { readConfig } from './environment.ts';
import { createLogger } from './logger.ts';
import { StartError, startGateway } from './start-gateway.ts';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(helpText());
    return;
  }
  const config = readConfig();
  const log = createLogger(config.logLevel, process.stderr);
  const gateway = await startGateway(config, log);
  process.stdout.write(banner(gateway));
  const signal = await nextSignal();
  log.info({ signal }, 'stopping');
  await gateway.close();
}

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(signal));
  });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
