/** The variables that name the server, in the order of `--help`. */
export const VARIABLES = {
  CONTRACT_BASE_URL: 'up to and including /communication_manager or /communication_manager/rest',
  CONTRACT_USERNAME: 'of the API, no colon',
  CONTRACT_PASSWORD: 'of the API; or name a file with it:',
  CONTRACT_PASSWORD_FILE: 'a file that holds the password and nothing else',
  CONTRACT_CORE_SERVER: 'slug of a licensed core server',
  CONTRACT_CORE_SERVER_ID: 'its id',
  CONTRACT_USER: 'username of a full user of it, for tests',
  CONTRACT_USER_ID: 'the id of that user',
  CONTRACT_OTHER_USER: 'optional: username of a second full user, for tests too',
  CONTRACT_UNLICENSED_USER: 'optional: username of a user who is not licensed/full',
  CONTRACT_ALLOW_WRITES:
    '1: sets statuses of the test users, and restores them at the end; else only GET is sent',
  CONTRACT_STRICT: '1: checks our own decisions too, where the vendor is silent',
} as const;

export type VariableName = keyof typeof VARIABLES;

/** What the command prints when it is asked for help. */
export const HELP: string = [
  'contract:real: checks the clauses of the REST contract on a server that the environment names',
  '',
  ...Object.entries(VARIABLES).map(([name, what]) => `  ${name.padEnd(26)}${what}`),
  '',
  'A certificate of an authority of your own: NODE_EXTRA_CA_CERTS names its file. Exit code 0: every clause that was',
  'checked is kept. Every test that is skipped says why.',
  '',
].join('\n');
