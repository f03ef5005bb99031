import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ApiCredentials } from './authenticate.ts';
import { DEMO_CREDENTIALS, DEMO_DIRECTORY } from './demo-directory.ts';
import type { Directory } from './directory.ts';
import { DirectoryError, parseDirectory } from './parse-directory.ts';

/** What the command was told to do. */
export interface Settings {
  readonly help: boolean;
  readonly host: string;
  readonly port: number;
  readonly file: string;
  readonly directory: Directory;
  readonly credentials: ApiCredentials;
}

/** Arguments, variables or files that the command cannot start with: one line for every fault. */
export class SettingsError extends Error {
  readonly faults: readonly string[];

  constructor(...faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

export const HELP: string = `live-status-server: the live status REST resource, with a store of its own

  --host HOST        address to listen on (127.0.0.1)
  --port PORT        port to listen on, 0 for any free one (58080)
  --data FILE        where statuses are kept between runs (live-status.db)
  --directory FILE   JSON file with core servers, users and pre-configured statuses (a demo)
  --help             this text

Environment: LIVE_STATUS_USERNAME and LIVE_STATUS_PASSWORD (or LIVE_STATUS_PASSWORD_FILE), the credentials of the
API. Without them manager / manag3rpa55word, on loopback addresses only.
`;

type Environment = Readonly<Record<string, string | undefined>>;

const OPTIONS = {
  help: { type: 'boolean' },
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  directory: { type: 'string' },
} as const;

/**
 * Reads arguments, environment and the files that they name.
 *
 * @throws SettingsError with every fault found.
 */
export function readSettings(args: readonly string[], environment: Environment): Settings {
  const faults: string[] = [];
  const attempt = <T>(fallback: T, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      faults.push(...error.faults);
      return fallback;
    }
  };
  const given = attempt<ReturnType<typeof parse>>({}, () => parse(args));
  const host = attempt('127.0.0.1', () => readName('--host', given.host ?? '127.0.0.1'));
  const settings: Settings = {
    help: given.help ?? false,
    host,
    port: attempt(0, () => readPort(given.port ?? '58080')),
    file: attempt('', () => readName('--data', given.data ?? 'live-status.db')),
    directory: attempt(DEMO_DIRECTORY, () => readDirectory(given.directory)),
    credentials: attempt(DEMO_CREDENTIALS, () => readCredentials(host, environment)),
  };
  if (faults.length > 0 && !settings.help) throw new SettingsError(...faults);
  return settings;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new SettingsError(`${onOneLine(error)} (--help lists the options)`);
  }
}

function readName(what: string, text: string): string {
  if (text.trim() !== '') return text;
  throw new SettingsError(`${what}: expected a name, got ${JSON.stringify(text)}.`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new SettingsError(`--port: expected an integer from 0 to 65535, got ${JSON.stringify(text)}.`);
}

function readDirectory(file: string | undefined): Directory {
  if (file === undefined) return DEMO_DIRECTORY;
  const text = readText('--directory', file);
  try {
    return parseDirectory(JSON.parse(text));
  } catch (error) {
    const faults = error instanceof DirectoryError ? error.faults : [`expected JSON; ${onOneLine(error)}`];
    throw new SettingsError(...faults.map((fault) => `--directory ${file}: ${fault}.`));
  }
}

function readText(what: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new SettingsError(`${what}: expected a readable file, got ${file} (${code}).`);
  }
}

function readCredentials(host: string, environment: Environment): ApiCredentials {
  const {
    LIVE_STATUS_USERNAME: username,
    LIVE_STATUS_PASSWORD: inline,
    LIVE_STATUS_PASSWORD_FILE: file,
  } = environment;
  const password = file === undefined ? inline : readText('LIVE_STATUS_PASSWORD_FILE', file).trimEnd();
  if (
    username !== undefined &&
    username !== '' &&
    !username.includes(':') &&
    password !== undefined &&
    password !== ''
  )
    return { username, password };
  if (username !== undefined || password !== undefined)
    throw new SettingsError(
      'LIVE_STATUS_USERNAME and LIVE_STATUS_PASSWORD: expected both, not empty, no colon in the username.',
    );
  if (isLoopback(host)) return DEMO_CREDENTIALS;
  throw new SettingsError(
    `--host ${host}: the demo's credentials are for loopback addresses only; set LIVE_STATUS_USERNAME and LIVE_STATUS_PASSWORD.`,
  );
}

/** An error of Node's own may quote what it was given, line breaks included. */
function onOneLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).replace(/\s+/g, ' ');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
