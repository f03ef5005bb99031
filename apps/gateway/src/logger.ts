import { createRequire } from 'node:module';
import { type Logger as PinoLogger, pino } from 'pino';
import type pinoPretty from 'pino-pretty';

/** How the gateway logs: objects with a sentence. */
export interface Logger extends Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'> {
  /** For lines that are made of what was checked, and can hold no secret: the one of each request. */
  readonly plain?: Readonly<Record<'debug' | 'info', (line: object, message: string) => void>>;
}

/** Where log lines go, and whether a person reads them there. */
export interface LogDestination {
  write(text: string): unknown;
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

/** A logger of JSON lines, each with `more`; on a terminal the lines are made readable. */
export function createLogger(
  level: string,
  destination: LogDestination,
  more: Readonly<Record<string, unknown>> | null = null,
): Logger {
  const stream = destination.isTTY === true ? readable(destination) : destination;
  const time = createIsoTime();
  const log = pino({ level, base: more, timestamp: time, redact: SECRETS }, stream);
  const plain = pino({ level, base: more, timestamp: time }, stream);
  return Object.assign(log, {
    plain: destination.isTTY === true ? plain : withQuickInfo(plain, stream, more, time),
  });
}

/** The same lines as pino's for the one that is written most: what it can do beside would take longer than the line. */
function withQuickInfo(
  log: PinoLogger,
  stream: LogDestination,
  more: Readonly<Record<string, unknown>> | null,
  time: () => string,
): NonNullable<Logger['plain']> {
  if (!log.isLevelEnabled('info')) return log;
  const own = more === null ? '' : `,${JSON.stringify(more).slice(1, -1)}`;
  const level = `{"level":${log.levels.values['info']}`;
  return {
    debug: log.debug.bind(log),
    info(line: object, message: string) {
      stream.write(`${level}${time()}${own},${JSON.stringify(line).slice(1, -1)},"msg":"${message}"}\n`);
    },
  };
}

/** Loaded only where a person reads. */
function readable(destination: LogDestination): LogDestination {
  const pretty: typeof pinoPretty = createRequire(import.meta.url)('pino-pretty');
  return pretty({ destination, colorize: true, translateTime: 'SYS:HH:MM:ss', singleLine: true });
}

/** The time as pino writes it, made once a millisecond. */
function createIsoTime(): () => string {
  let at = 0;
  let written = '';
  return () => {
    const now = Date.now();
    if (now !== at) written = `,"time":"${new Date(now).toISOString()}"`;
    at = now;
    return written;
  };
}
