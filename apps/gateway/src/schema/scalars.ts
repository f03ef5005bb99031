import { describeValue, isTimestampMs, MAX_TIMESTAMP_MS } from '@live-status/domain';
import { faultCode } from '../errors/fault.ts';
import { builder } from './builder.ts';
import { parseDateTime } from './date-time.ts';
import { parseDurationMs } from './duration.ts';

function parseTimestamp(value: unknown): number {
  if (isTimestampMs(value)) return value + 0;
  throw new TypeError(
    `A timestamp must be an integer of milliseconds within ±${MAX_TIMESTAMP_MS}; got ${describeValue(value)}.`,
  );
}

builder.scalarType('DateTime', {
  description: 'An instant: RFC 3339 with an offset. Answers are always in UTC with milliseconds.',
  extensions: faultCode('RETURN_TIME_INVALID'),
  serialize: (date) => date.toISOString(),
  parseValue: parseDateTime,
});

builder.scalarType('Timestamp', {
  description:
    'A Unix timestamp in milliseconds: an integer within ±8 640 000 000 000 000, more than the 32 bits of Int hold.',
  extensions: faultCode('RETURN_TIME_INVALID'),
  serialize: (timestamp) => timestamp,
  parseValue: parseTimestamp,
});

builder.scalarType('Duration', {
  description: 'An ISO 8601 duration in weeks, or in days, hours, minutes and seconds, such as PT30M.',
  extensions: faultCode('RETURN_TIME_INVALID'),
  serialize: (durationMs) => `PT${durationMs / 1000}S`,
  parseValue: parseDurationMs,
});
