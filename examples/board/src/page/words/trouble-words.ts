/** Why the board may be out of date, by the code of the trouble, for people who know no codes. */
const WORDS: Readonly<Record<string, string>> = {
  CONNECTION_LOST: 'the connection to the gateway is lost',
  RESTARTING: 'the gateway is being restarted',
  UPSTREAM_UNREACHABLE: 'the phone system cannot be reached',
  UPSTREAM_CONNECTION_LOST: 'the connection to the phone system is lost',
  UPSTREAM_TIMEOUT: 'the phone system does not answer in time',
  UPSTREAM_BUSY: 'the phone system has too much to do',
  UPSTREAM_ERROR: 'the phone system has failed',
  UPSTREAM_CIRCUIT_OPEN: 'the phone system has failed too often and is left alone for a while',
  UPSTREAM_BAD_RESPONSE: 'the phone system answers something that cannot be understood',
  UPSTREAM_REJECTED: 'the phone system refuses to answer',
  UPSTREAM_AUTH_FAILED: 'the phone system refuses the gateway’s credentials',
  CORE_SERVER_NOT_FOUND: 'the phone system does not know the core server',
  NOT_LICENSED: 'the phone system has no license for this, or does not allow it',
  UNAUTHENTICATED: 'nobody is signed in, or not any more',
  FORBIDDEN: 'you may not see this',
  OVERLOADED: 'the gateway has too much to do',
  RATE_LIMITED: 'the gateway was asked too often',
};

/** The words for a code; a code without words is shown itself. */
export function troubleWords(code: string): string {
  return WORDS[code] ?? `something has failed (${code})`;
}
