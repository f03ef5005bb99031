import { expect, test } from 'vitest';
import { DEMO_DIRECTORY } from './demo-directory.ts';
import { DirectoryError, parseDirectory } from './parse-directory.ts';

const core = (more: object) => ({ coreServers: [{ slug: 'default', users: [], ...more }] });
const users = (...list: unknown[]) => core({ users: list });
const statuses = (...list: unknown[]) => core({ statuses: list });

function faultsOf(value: unknown): readonly string[] {
  try {
    parseDirectory(value);
    return [];
  } catch (error) {
    if (error instanceof DirectoryError) return error.faults;
    throw error;
  }
}

test('what is left out is filled in, the same every time', () => {
  const parsed = parseDirectory(users({ username: 'doc' }));
  expect(parsed).toEqual(parseDirectory(users({ username: 'doc' })));
  expect(parsed.coreServers[0]).toMatchObject({
    licensed: true,
    users: [{ displayedName: 'doc', license: 'full', id: expect.stringMatching(/-8/) }],
  });
  expect(parsed.coreServers[0]?.statuses.map(({ name }) => name)).toEqual([
    'Available',
    'Unavailable',
    'Away',
    'Out of Office',
    'Do Not Disturb',
    'Free to Chat',
  ]);
});

test('a directory that was parsed can be parsed again', () => {
  expect(parseDirectory(JSON.parse(JSON.stringify(DEMO_DIRECTORY)))).toEqual(DEMO_DIRECTORY);
});

test.each<[string, unknown, string]>([
  ['a string', 'x', 'the directory: expected an object, got "x"'],
  ['an array', [], 'the directory: expected an object, got an array'],
  ['an empty object', {}, 'coreServers: expected an array of core servers, got nothing'],
  ['no core server', { coreServers: [] }, 'coreServers: expected at least one core server, got none'],
  ['a core server that is null', { coreServers: [null] }, 'coreServers[0]: expected an object, got null'],
  [
    'a number as slug',
    core({ slug: 7 }),
    'coreServers[0].slug: expected a usable id or name: it must be a string; got 7',
  ],
  [
    'an empty slug',
    core({ slug: '' }),
    'coreServers[0].slug: expected a usable id or name: it must not be empty',
  ],
  [
    'a slug that URLs fold away',
    core({ slug: '..' }),
    'coreServers[0].slug: expected a usable id or name: it must not be "." or ".."; got ".."',
  ],
  [
    'a string for licensed',
    core({ licensed: 'yes' }),
    'coreServers[0].licensed: expected true or false, got "yes"',
  ],
  ['no users', core({ users: undefined }), 'coreServers[0].users: expected an array of users, got nothing'],
  [
    'unknown properties',
    core({ licenced: true, 'x\ny': 1 }),
    'coreServers[0]: expected no unknown property, got "licenced", "x\\ny"',
  ],
  ['a user that is a string', users('doc'), 'coreServers[0].users[0]: expected an object, got "doc"'],
  [
    'another license',
    users({ username: 'doc', license: 'pro' }),
    'coreServers[0].users[0].license: expected "full" or "lite", got "pro"',
  ],
  [
    'an empty displayed name',
    users({ username: 'doc', displayedName: '' }),
    'coreServers[0].users[0].displayedName: expected a string of 1 to 255 characters, got ""',
  ],
  ['no status', statuses(), 'coreServers[0].statuses: expected at least one status, got none'],
  ['a status that is a number', statuses(1), 'coreServers[0].statuses[0]: expected an object, got 1'],
  [
    'another type',
    statuses({ name: 'Lunch', type: 'lunch' }),
    'coreServers[0].statuses[0].type: expected one of available, unavailable, away, xa, dnd, chat, altblue, altgreen, altpink, altpurple, altred, got "lunch"',
  ],
  [
    'the same slug twice',
    {
      coreServers: [
        { slug: 'a', users: [] },
        { slug: 'a', id: 'x', users: [] },
      ],
    },
    'coreServers[1].slug: expected no duplicate, got "a" as at coreServers[0]',
  ],
  [
    'the same id twice',
    {
      coreServers: [
        { slug: 'a', id: 'x', users: [] },
        { slug: 'b', id: 'x', users: [] },
      ],
    },
    'coreServers[1].id: expected no duplicate, got "x" as at coreServers[0]',
  ],
  [
    'the same username twice',
    users({ username: 'doc' }, { username: 'marty' }, { username: 'doc', id: 'x' }),
    'coreServers[0].users[2].username: expected no duplicate, got "doc" as at coreServers[0].users[0]',
  ],
  [
    'the same user id twice',
    users({ username: 'doc', id: 'x' }, { username: 'marty', id: 'x' }),
    'coreServers[0].users[1].id: expected no duplicate, got "x" as at coreServers[0].users[0]',
  ],
  [
    'the same status twice',
    statuses({ name: 'Lunch', type: 'away' }, { name: 'Lunch', type: 'away' }),
    expect.stringMatching(/^coreServers\[0\]\.statuses\[1\]\.configurationId: expected no duplicate, got /),
  ],
])('%s is refused by its path', (_, value, fault) => {
  expect(faultsOf(value)).toEqual([fault]);
});

test('all faults are named at once, each by its path', () => {
  const faults = faultsOf({
    coreServers: [
      { slug: '', users: [{ username: 'a\ud800' }, { displayedName: 7 }] },
      { slug: 'b', users: {}, statuses: [{ name: '', type: 'xa' }] },
    ],
  });
  expect(faults.map((fault) => fault.split(': ', 1)[0])).toEqual([
    'coreServers[0].slug',
    'coreServers[0].users[0].username',
    'coreServers[0].users[1].username',
    'coreServers[0].users[1].displayedName',
    'coreServers[1].users',
    'coreServers[1].statuses[0].name',
  ]);
  expect(new DirectoryError(faults).message).toMatch(
    /^The directory has 6 faults:\n {2}coreServers\[0\]\.slug/,
  );
  expect(new DirectoryError(['x']).message).toBe('The directory has 1 fault:\n  x');
});

test('the same username on two core servers is two users', () => {
  const one = { users: [{ username: 'george' }] };
  const { coreServers } = parseDirectory({
    coreServers: [
      { slug: 'a', ...one },
      { slug: 'b', ...one },
    ],
  });
  expect(coreServers[0]?.users[0]?.id).not.toBe(coreServers[1]?.users[0]?.id);
});
