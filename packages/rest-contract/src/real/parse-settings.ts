import { type BaseUrl, parseBaseUrl } from './parse-base-url.ts';
import { VARIABLES, type VariableName } from './variables.ts';

/** Variables by name, and how to read the file that one of them may name. */
export interface Source {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Throws where the file cannot be read. */
  readonly readFile: (file: string) => string;
}

/** The server to check, who may be touched there, and how far. */
export interface RealSettings {
  readonly base: BaseUrl;
  readonly credentials: { readonly username: string; readonly password: string };
  readonly coreServer: { readonly slug: string; readonly id: string };
  readonly user: { readonly username: string; readonly id: string };
  readonly otherUser: string | undefined;
  readonly unlicensedUser: string | undefined;
  readonly allowWrites: boolean;
  readonly strict: boolean;
}

export type ParsedSettings =
  | { readonly ok: true; readonly settings: RealSettings }
  /** One line for every problem; none shows a password. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the variables `CONTRACT_*`: every problem at once, by name. */
export function parseSettings({ environment, readFile }: Source): ParsedSettings {
  const problems: string[] = [];
  const complain = (name: string, problem: string) => void problems.push(`${name}: ${problem}.`);
  const get = (name: VariableName): string | undefined => environment[name] || undefined;
  const need = (name: VariableName): string => {
    const value = get(name);
    if (value === undefined) complain(name, `expected a value (${VARIABLES[name]}), got none`);
    return value ?? '';
  };
  const flag = (name: VariableName): boolean => {
    const value = get(name) ?? '0';
    if (value !== '0' && value !== '1') complain(name, `expected 1, 0 or nothing, got ${shown(value)}`);
    return value === '1';
  };
  const other = (name: VariableName, taken: readonly (string | undefined)[]): string | undefined => {
    const value = get(name);
    if (value !== undefined && taken.includes(value))
      complain(name, `expected somebody else, got ${shown(value)} again`);
    return value;
  };
  const base = (): BaseUrl => {
    const text = need('CONTRACT_BASE_URL');
    const parsed = text === '' ? { origin: '', root: '' } : parseBaseUrl(text);
    if (!('problem' in parsed)) return parsed;
    complain('CONTRACT_BASE_URL', parsed.problem);
    return { origin: '', root: '' };
  };
  const username = (): string => {
    const value = need('CONTRACT_USERNAME');
    if (value.includes(':')) complain('CONTRACT_USERNAME', 'expected no colon in it, got one');
    return value;
  };
  const password = (): string => {
    const [inline, file] = [get('CONTRACT_PASSWORD'), get('CONTRACT_PASSWORD_FILE')];
    if ((inline === undefined) === (file === undefined)) {
      const got = inline === undefined ? 'neither' : 'both';
      complain('CONTRACT_PASSWORD', `expected it or CONTRACT_PASSWORD_FILE, got ${got}`);
    }
    if (file === undefined) return inline ?? '';
    try {
      const text = readFile(file).replace(/\r?\n$/, '');
      if (text === '')
        complain('CONTRACT_PASSWORD_FILE', `expected a password in ${file}, got an empty file`);
      return text;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
      complain('CONTRACT_PASSWORD_FILE', `expected a readable file, got ${shown(file)}${code}`);
      return '';
    }
  };

  const settings: RealSettings = {
    base: base(),
    credentials: { username: username(), password: password() },
    coreServer: { slug: need('CONTRACT_CORE_SERVER'), id: need('CONTRACT_CORE_SERVER_ID') },
    user: { username: need('CONTRACT_USER'), id: need('CONTRACT_USER_ID') },
    otherUser: other('CONTRACT_OTHER_USER', [get('CONTRACT_USER')]),
    unlicensedUser: other('CONTRACT_UNLICENSED_USER', [get('CONTRACT_USER'), get('CONTRACT_OTHER_USER')]),
    allowWrites: flag('CONTRACT_ALLOW_WRITES'),
    strict: flag('CONTRACT_STRICT'),
  };
  for (const name of Object.keys(environment))
    if (name.startsWith('CONTRACT_') && !(name in VARIABLES))
      complain(name, 'expected one of the names that --help lists, got another');
  return problems.length === 0 ? { ok: true, settings } : { ok: false, problems };
}

function shown(value: string): string {
  return JSON.stringify(value);
}
