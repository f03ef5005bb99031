export { ConfigError } from './config/config-error.ts';
export {
  type Environment,
  type GatewayConfig,
  parseConfig,
  type UpstreamCredentials,
} from './config/parse-config.ts';
export { createGateway, type Gateway, type GatewayOptions } from './create-gateway.ts';
export { createLogger, type LogDestination, type Logger } from './logger.ts';
export { schema } from './schema/schema.ts';
export { type RunningGateway, StartError, startGateway } from './start-gateway.ts';
