import type { ConfiguredPresets } from '../people/presets.ts';
import { parseCertificates } from './certificates.ts';
import { parsePresets } from './presets.ts';
import { parseTrustedDocuments, type TrustedDocuments } from './trusted-documents.ts';
import type { Variables } from './variables.ts';

/** What the files hold that variables name. */
export interface Files {
  readonly password: string | undefined;
  /** Certificate authorities in PEM. */
  readonly upstreamCa: string | undefined;
  readonly trustedDocuments: TrustedDocuments | undefined;
  readonly presets: ConfiguredPresets | undefined;
}

/** Reads the files that variables name; adds a sentence to `problems` for each that cannot be used. */
export function readFiles(
  variables: Partial<Variables>,
  readFile: (path: string) => string,
  problems: string[],
): Files {
  const attempt = <T>(
    name: 'UPSTREAM_PASSWORD_FILE' | 'UPSTREAM_CA_FILE' | 'TRUSTED_DOCUMENTS' | 'PRESETS_FILE',
    parse: (text: string) => T,
  ): T | undefined => {
    const path = variables[name];
    if (path === undefined) return undefined;
    const text = readOrUndefined(readFile, path);
    if (text === undefined) problems.push(`${name} must be a file that can be read; got ${path}.`);
    try {
      return text === undefined ? undefined : parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problems.push(`${name} ${error.message} The file is ${path}.`);
      return undefined;
    }
  };
  return {
    password: attempt('UPSTREAM_PASSWORD_FILE', parsePassword),
    upstreamCa: attempt('UPSTREAM_CA_FILE', parseCertificates),
    trustedDocuments: attempt('TRUSTED_DOCUMENTS', parseTrustedDocuments),
    presets: attempt('PRESETS_FILE', parsePresets),
  };
}

function readOrUndefined(readFile: (path: string) => string, path: string): string | undefined {
  try {
    return readFile(path);
  } catch {
    return undefined;
  }
}

function parsePassword(text: string): string {
  const password = text.replace(/\r?\n$/, '');
  if (password === '' || /\p{Cc}/u.test(password))
    throw new SyntaxError('must hold a password on one line; got an empty file or control characters.');
  return password;
}
