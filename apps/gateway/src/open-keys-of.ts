import type { GatewayConfig } from './config/gateway-config.ts';
import type { Keys } from './idempotency/keys.ts';
import { keysInMemory } from './idempotency/keys-in-memory.ts';
import { StartError } from './start-error.ts';

/** The idempotency keys that a configuration names. @throws StartError in one line where the file cannot be used. */
export async function openKeysOf({ gatewayDataFile }: Pick<GatewayConfig, 'gatewayDataFile'>): Promise<Keys> {
  if (gatewayDataFile === undefined) return keysInMemory();
  // Loaded only where there is a file.
  const { openKeys } = await import('./idempotency/open-keys.ts');
  const { KeysError } = await import('./idempotency/keys-error.ts');
  try {
    return openKeys(gatewayDataFile);
  } catch (error) {
    if (!(error instanceof KeysError)) throw error;
    throw new StartError(`GATEWAY_DATA_FILE: ${error.message}`, { cause: error });
  }
}
