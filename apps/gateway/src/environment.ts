import { readFileSync } from 'node:fs';
import type { GatewayConfig } from './config/gateway-config.ts';
import { parseConfig } from './config/parse-config.ts';

/**
 * The configuration of this process.
 *
 * @throws ConfigError with every problem at once.
 */
export function readConfig(): GatewayConfig {
  // biome-ignore lint/style/noProcessEnv: the one place that reads the environment of the command.
  return parseConfig(process.env, (path) => readFileSync(path, 'utf8'));
}
