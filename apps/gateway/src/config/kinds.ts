import { type CoreServerId, type CoreServerSlug, describeValue, segmentFault } from '@live-status/domain';
import type { KnownCoreServer } from '../people/core-servers.ts';

/** A kind of value that a variable can have. */
export interface Kind<Value> {
  /** Completes the sentence "X must be …". */
  readonly expected: string;
  /** The value that a text means; undefined where it means none. */
  parse(text: string): Value | undefined;
  /** The text as it may be shown in a message. */
  show(text: string): string;
}

const kind = <Value>(
  expected: string,
  parse: (text: string) => Value | undefined,
  show: (text: string) => string = describeValue,
): Kind<Value> => ({ expected, parse, show });

/** Any text. */
export const text = (): Kind<string> => kind('a text', (value) => value);

/** A text that is never shown. */
export const secret = (): Kind<string> =>
  kind(
    'a text without control characters',
    (value) => (/\p{Cc}/u.test(value) ? undefined : value),
    () => 'one with control characters',
  );

/** A name for HTTP Basic. */
export const basicUsername = (): Kind<string> =>
  kind('a text without colons and control characters', (value) =>
    /[:\p{Cc}]/u.test(value) ? undefined : value,
  );

/** An integer within bounds, both included. */
export const integer = (min: number, max: number): Kind<number> =>
  kind(`an integer from ${min} to ${max}`, (value) => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  });

/** An integer within bounds, both included, or `auto`. */
export const integerOrAuto = (min: number, max: number): Kind<number | 'auto'> => {
  const numbers = integer(min, max);
  return kind(`${numbers.expected}, or auto`, (value) => (value === 'auto' ? value : numbers.parse(value)));
};

/** One of some words. */
export const choice = <const Value extends string>(...values: Value[]): Kind<Value> =>
  kind(list(values), (value) => values.find((each) => each === value));

/** A switch. */
export const flag = (): Kind<boolean> =>
  kind('on or off', (value) => new Map([...pair('on', 'off'), ...pair('true', 'false')]).get(value));

/** Some words out of a list, separated by commas. */
export const choices = <const Value extends string>(...values: Value[]): Kind<readonly Value[]> =>
  kind(`one or more of ${list(values)}, separated by commas`, (value) =>
    atLeastOne(every(value, (part) => values.find((each) => each === part))),
  );

/** The base of the REST resource. */
export const upstreamUrl = (): Kind<string> =>
  kind(
    'an http or https URL that ends in /communication_manager and holds no credentials, query or fragment',
    (value) => {
      const url = plainUrl(value);
      return url !== undefined && /\/communication_manager\/?$/.test(url.pathname) ? value : undefined;
    },
    showUrl,
  );

/** A URL of http or https. */
export const httpUrl = (): Kind<string> =>
  kind('an http or https URL without credentials', (value) => plainUrl(value) && value, showUrl);

/** A URL whose answers nobody on the way can change: https, or http on this machine. */
export const secureUrl = (): Kind<string> =>
  kind(
    'an https URL (http on a loopback address) without credentials',
    (value) => {
      const url = plainUrl(value);
      return url !== undefined && (url.protocol === 'https:' || isLoopback(url.hostname)) ? value : undefined;
    },
    showUrl,
  );

/** Exact origins, as browsers write them. */
export const origins = (): Kind<readonly string[]> =>
  kind(
    'exact origins such as https://app.example, separated by commas',
    (value) => every(value, (part) => (plainUrl(part)?.origin === part ? part : undefined)),
    showUrl,
  );

/** Core servers by both of their names, each once. */
export const coreServers = (): Kind<readonly KnownCoreServer[]> =>
  kind('one or more slug=id, separated by commas, each slug and id once', (value) => {
    const known = atLeastOne(every(value, parseCoreServer));
    const isOnce = (names: readonly string[]) => new Set(names).size === names.length;
    const isUsable = isOnce(known?.map(({ id }) => id) ?? []) && isOnce(known?.map(({ slug }) => slug) ?? []);
    return isUsable ? known : undefined;
  });

function parseCoreServer(text: string): KnownCoreServer | undefined {
  const [slug = '', id = '', ...rest] = text.split('=').map((part) => part.trim());
  if (rest.length > 0 || [slug, id].some((part) => segmentFault('it', part) !== undefined)) return undefined;
  return { id: id as CoreServerId, slug: slug as CoreServerSlug };
}

/** Whether only this machine can reach a host. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\])$/i.test(host);
}

function plainUrl(value: string): URL | undefined {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  return url.username + url.password + url.search + url.hash === '' ? url : undefined;
}

/** URLs can hold passwords before an @ and keys in a query. */
const showUrl = (value: string): string =>
  /[@?]/.test(value) ? 'one with credentials or a query' : describeValue(value);

const list = (values: readonly string[]): string => {
  const [last = '', ...others] = values.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`;
};

const pair = (on: string, off: string): [string, boolean][] => [
  [on, true],
  [off, false],
];

const atLeastOne = <Value>(values: Value[] | undefined): Value[] | undefined =>
  values?.length === 0 ? undefined : values;

function every<Value>(value: string, parse: (part: string) => Value | undefined): Value[] | undefined {
  const parts = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const parsed = parts.flatMap((part) => parse(part) ?? []);
  return parsed.length === parts.length ? parsed : undefined;
}
