import { describeValue, MAX_NAME_LENGTH, STATUS_TYPES, segmentFault } from '@live-status/domain';
import { z } from 'zod';
import type { Directory, DirectoryCoreServer } from './directory.ts';
import { stableId } from './stable-id.ts';

/** A directory that cannot be used, with every fault, each named by its path in the file. */
export class DirectoryError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The directory has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n  ${faults.join('\n  ')}`,
    );
    this.name = 'DirectoryError';
    this.faults = faults;
  }
}

interface RawFault {
  readonly code?: string | undefined;
  readonly input?: unknown;
  readonly keys?: readonly string[];
}

const expected = (what: string) => ({
  error: ({ code, input, keys = [] }: RawFault) =>
    code === 'unrecognized_keys'
      ? `expected no unknown property, got ${keys.map(describeValue).join(', ')}`
      : `expected ${what}, got ${describeValue(input)}`,
});

const segment = z
  .unknown()
  .superRefine((value, context) => {
    const message = segmentFault('expected a usable id or name: it', value);
    if (message !== undefined) context.addIssue({ code: 'custom', message: message.replace(/\.$/, '') });
  })
  .transform(String);

const textRule = expected(`a string of 1 to ${MAX_NAME_LENGTH} characters`);
const text = z.string(textRule).min(1, textRule).max(MAX_NAME_LENGTH, textRule);

const user = z.strictObject(
  {
    username: segment,
    id: segment.optional(),
    configurationId: segment.optional(),
    displayedName: text.optional(),
    permissionId: segment.optional(),
    license: z.enum(['full', 'lite'], expected('"full" or "lite"')).default('full'),
  },
  expected('an object'),
);

const status = z.strictObject(
  {
    name: text,
    type: z.enum(STATUS_TYPES, expected(`one of ${STATUS_TYPES.join(', ')}`)),
    configurationId: segment.optional(),
  },
  expected('an object'),
);

const coreServer = z.strictObject(
  {
    slug: segment,
    id: segment.optional(),
    licensed: z.boolean(expected('true or false')).default(true),
    users: z.array(user, expected('an array of users')),
    statuses: z
      .array(status, expected('an array of statuses'))
      .min(1, 'expected at least one status, got none')
      .optional(),
  },
  expected('an object'),
);

const directory = z.strictObject(
  {
    coreServers: z
      .array(coreServer, expected('an array of core servers'))
      .min(1, 'expected at least one core server, got none'),
  },
  expected('an object'),
);

/** The statuses of a core server whose directory names none. The first is what a user nobody has set has. */
const AVAILABLE: z.output<typeof status> = { name: 'Available', type: 'available' };
const OTHER_STATUSES: z.output<typeof status>[] = [
  { name: 'Unavailable', type: 'unavailable' },
  { name: 'Away', type: 'away' },
  { name: 'Out of Office', type: 'xa' },
  { name: 'Do Not Disturb', type: 'dnd' },
  { name: 'Free to Chat', type: 'chat' },
];

/**
 * A directory from a value that `JSON.parse` gave. Ids may be left out: they are then made from slugs and
 * usernames, the same at every start. `license` is `full` and `licensed` true unless said otherwise; without
 * `statuses` a core server has the six usual ones.
 *
 * @throws DirectoryError with every fault, each named by its path: wrong types, unknown properties, duplicates.
 */
export function parseDirectory(value: unknown): Directory {
  const result = directory.safeParse(value);
  if (!result.success)
    throw new DirectoryError(result.error.issues.map((i) => `${formatPath(i.path)}: ${i.message}`));
  const complete = { coreServers: result.data.coreServers.map(completeCoreServer) };
  const faults = duplicateFaults(complete);
  if (faults.length > 0) throw new DirectoryError(faults);
  return complete;
}

function completeCoreServer(given: z.output<typeof coreServer>): DirectoryCoreServer {
  const { slug } = given;
  const [first = AVAILABLE, ...rest] = given.statuses ?? [AVAILABLE, ...OTHER_STATUSES];
  const complete = (one: z.output<typeof status>) => ({
    ...one,
    configurationId: one.configurationId ?? stableId('status', slug, one.type, one.name),
  });
  return {
    slug,
    id: given.id ?? stableId('core server', slug),
    licensed: given.licensed,
    users: given.users.map((one) => ({
      username: one.username,
      id: one.id ?? stableId('user', slug, one.username),
      configurationId: one.configurationId ?? stableId('user configuration', slug, one.username),
      displayedName: one.displayedName ?? one.username,
      permissionId: one.permissionId ?? stableId('permission', slug),
      license: one.license,
    })),
    statuses: [complete(first), ...rest.map(complete)],
  };
}

function formatPath(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '') || 'the directory';
}

function duplicateFaults({ coreServers }: Directory): string[] {
  const within = (path: string, key: string, values: readonly string[]) => {
    const firsts = new Map(values.map((value, index) => [value, index] as const).toReversed());
    return values.flatMap((value, index) => {
      const first = firsts.get(value);
      if (first === index) return [];
      return [
        `${path}[${index}].${key}: expected no duplicate, got ${describeValue(value)} as at ${path}[${first}]`,
      ];
    });
  };
  return [
    ...within(
      'coreServers',
      'slug',
      coreServers.map((server) => server.slug),
    ),
    ...within(
      'coreServers',
      'id',
      coreServers.map((server) => server.id),
    ),
    ...coreServers.flatMap(({ users, statuses }, index) => [
      ...within(
        `coreServers[${index}].users`,
        'username',
        users.map((one) => one.username),
      ),
      ...within(
        `coreServers[${index}].users`,
        'id',
        users.map((one) => one.id),
      ),
      ...within(
        `coreServers[${index}].statuses`,
        'configurationId',
        statuses.map((one) => one.configurationId),
      ),
    ]),
  ];
}
