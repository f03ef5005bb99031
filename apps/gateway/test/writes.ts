import { ask } from './running.ts';

/** The parts of an answer to a mutation that tests look at. */
export interface Shown {
  readonly name: string;
  readonly type: string;
  readonly note: string;
  readonly returnTimestamp: number | null;
  readonly userCreated: boolean;
  readonly configurationId: string;
  readonly statusId: string;
  readonly id: string;
}

/** The fields of {@link Shown}. */
export const STATUS = '{ name type note returnTimestamp userCreated configurationId statusId id }';
export const DEFAULT_ID = 'ca5de6c4-17bd-46ce-95a2-8b29c7812ca4';
export const MARTY_ID = 'f038bbb9-8950-42fb-a4f7-b57a805dd5de';

/** Every way to mean one user of the default core server. */
export const MARTY: readonly { readonly coreServer: object; readonly user: object }[] = [
  { coreServer: { slug: 'default' }, user: { username: 'marty' } },
  { coreServer: { slug: 'default' }, user: { id: MARTY_ID } },
  { coreServer: { id: DEFAULT_ID }, user: { username: 'marty' } },
  { coreServer: { id: DEFAULT_ID }, user: { id: MARTY_ID } },
];

/** What comes back from a mutation. */
export interface Written {
  readonly payload: Readonly<Record<string, unknown>> & {
    readonly userStatus?: Shown | null;
    readonly previous?: Shown | null;
  };
  readonly error: Readonly<Record<string, unknown>> | undefined;
}

/** The mutations of one user. */
export type Field = 'setUserStatus' | 'updateUserStatus' | 'clearUserStatus';

const inputType = (field: string): string => `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;

/** The text of a mutation of one user. */
export const mutation = (field: Field, selection = `userStatus ${STATUS}`): string =>
  `mutation ($input: ${inputType(field)}) { ${field}(input: $input) { dryRun clientMutationId ${selection} } }`;

/** The text of `setUserStatuses`. */
export const batch = (selection = `userStatus ${STATUS}`): string =>
  `mutation ($input: SetUserStatusesInput!) { setUserStatuses(input: $input) { dryRun clientMutationId results { __typename
    ... on UserStatusWritten { ${selection} }
    ... on UserStatusNotWritten { code retryable outcome current { name type note returnTime returnTimestamp } } } } }`;

/** Writes one user's status; `payload` has nothing in it where there is an error instead. */
export async function write(
  url: string,
  field: Field,
  input: object,
  { selection, headers }: { readonly selection?: string; readonly headers?: Record<string, string> } = {},
): Promise<Written> {
  const { body } = await ask(url, { query: mutation(field, selection), variables: { input } }, headers);
  const payload = Object(body.data?.[field]);
  return { payload, error: body.errors?.[0]?.extensions };
}
