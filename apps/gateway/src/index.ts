export { ConfigError } from './config/config-error.ts';
export type { GatewayConfig, JwtConfig, RateLimits, UpstreamCredentials } from './config/gateway-config.ts';
export { parseConfig } from './config/parse-config.ts';
export type { Environment } from './config/parse-variables.ts';
export { createGateway, type Gateway, type GatewayOptions } from './create-gateway.ts';
export type { QueryLimits } from './limits/query-limits.ts';
export { createLogger, type LogDestination, type Logger } from './logger.ts';
export { schema } from './schema/schema.ts';
export { type RunningGateway, StartError, startGateway } from './start-gateway.ts';
