import { type Logger as PinoLogger, pino } from 'pino';
import pretty from 'pino-pretty';

/** How the gateway logs: objects with a sentence. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/** Where log lines go, and whether a person reads them there. */
export interface LogDestination {
  write(line: string): unknown;
  readonly isTTY?: boolean | undefined;
}

const SECRETS = [
  '*.authorization',
  '*.password',
  '*.credentials',
  'authorization',
  'password',
  'credentials',
];

/** A logger of JSON lines; on a terminal the lines are made readable. */
export function createLogger(level: string, destination: NodeJS.WritableStream & LogDestination): Logger {
  const options = { level, redact: SECRETS, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (destination.isTTY !== true) return pino(options, destination);
  return pino(
    options,
    pretty({ destination, colorize: true, translateTime: 'SYS:HH:MM:ss', singleLine: true }),
  );
}
