import fc from 'fast-check';

/** The body of a GraphQL request, and what else its head says. */
export interface GraphqlRequest {
  readonly headers: readonly string[];
  readonly body: string;
}

const TYPES: Readonly<Record<string, string>> = {
  user: 'UserRef!',
  users: '[UserRef!]!',
  core: 'CoreServerRef!',
  input: 'SetUserStatusInput!',
  change: 'UpdateUserStatusInput!',
  clear: 'ClearUserStatusInput!',
  many: 'SetUserStatusesInput!',
  flag: 'Boolean!',
  id: 'ID!',
  filter: 'UserFilter',
  order: 'UserOrder!',
  count: 'Int',
  cursor: 'String',
};

const USERS = ['marty', 'alan', 'nobody', 'unlicensed'];
const userRef = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...USERS).map((username) => ({ username })) },
  { weight: 4, arbitrary: fc.constantFrom('id of marty', 'id of alan', '17').map((id) => ({ id })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<object>(
      {},
      { id: 17 },
      { id: 'x', username: 'marty' },
      { username: '' },
      { username: null },
      { name: 'marty' },
    ),
  },
);
const coreRef = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom<object>({ slug: 'default' }, { slug: 'other' }, { id: '1' }) },
  { weight: 1, arbitrary: fc.constant({}) },
);
/** What any input of a mutation may have, right or wrong. */
const writeFields = {
  coreServer: coreRef,
  expected: fc.record(
    {
      name: fc.constantFrom('In', 'Out', null, 7),
      type: fc.constantFrom('AWAY', 'DND', null, 'BUSY'),
      note: fc.constantFrom('', 'x', null),
      returnTime: fc.constantFrom(null, '2030-01-01T10:00:00Z', 'soon'),
      returnTimestamp: fc.constantFrom(null, 12, 'x'),
    },
    { requiredKeys: [] },
  ),
  idempotencyKey: fc.oneof(
    fc.nat({ max: 99 }).map((number) => `k-${number}`),
    fc.constantFrom('', 'é', null, 7),
  ),
  dryRun: fc.constantFrom(true, false, null, 'x'),
  clientMutationId: fc.constantFrom('m-1', null),
  nothing: fc.constant(1),
};
const statusParts = {
  preset: fc.constantFrom('WyJTdGF0dXNQcmVzZXQiLCJzbHVnIiwiZGVmYXVsdCIsIkluIiwiYXdheSJd', 'x', '', null),
  name: fc.constantFrom('In', ' Out ', '', 'x'.repeat(300), null),
  type: fc.constantFrom('AWAY', 'DND', 'away', 'BUSY', 7, null),
  note: fc.constantFrom('', 'back soon', 'a\nb', '\u0000', 7, null),
  returnTime: fc.constantFrom('2030-01-01T10:00:00Z', '2030-02-30T00:00:00Z', 12, null),
  returnIn: fc.constantFrom('PT30M', 'P1W', 'P1Y', ''),
};
const setInput = fc.record(
  { user: userRef, ...statusParts, ...writeFields },
  { requiredKeys: ['user', 'name', 'type'] },
);
const somebody = fc.constantFrom({ username: 'marty' }, { username: 'alan' });
const goodParts = {
  name: fc.constantFrom('In', 'Out'),
  type: fc.constantFrom('AWAY', 'DND'),
  note: fc.constantFrom('', 'x', 'y'),
};
const goodWrite = {
  dryRun: fc.boolean(),
  expected: fc.record({ name: goodParts.name }),
  idempotencyKey: fc.nat({ max: 9999 }).map((number) => `g-${number}`),
};
/** An input that nearly always can be set. */
const goodInput = fc.record(
  { user: somebody, ...goodParts, ...goodWrite },
  { requiredKeys: ['user', 'name', 'type', 'note'] },
);
const mostlyGood = <T>(good: fc.Arbitrary<T>, any: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: any });
const anyInput = mostlyGood(goodInput, setInput);
const changeInput = mostlyGood(
  fc.record({ user: somebody, ...goodParts, ...goodWrite }, { requiredKeys: ['user'] }),
  fc.record({ user: userRef, ...statusParts, ...writeFields }, { requiredKeys: ['user'] }),
);
const clearInput = mostlyGood(
  fc.record({ user: somebody, ...goodWrite }, { requiredKeys: ['user'] }),
  fc.record({ user: userRef, ...writeFields }, { requiredKeys: [] }),
);
const manyInput = mostlyGood(
  fc.record(
    { users: fc.array(somebody, { maxLength: 4 }), ...goodParts, ...goodWrite },
    { requiredKeys: ['users', 'name', 'type'] },
  ),
  fc.record(
    { users: fc.array(userRef, { maxLength: 4 }), ...statusParts, ...writeFields },
    { requiredKeys: ['users', 'name', 'type'] },
  ),
);

const userFilter = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        search: fc.constantFrom('', 'MAR', 'a', 'nobody', null),
        types: fc.array(fc.constantFrom('AWAY', 'DND', 'AVAILABLE'), { maxLength: 2 }),
        hasNote: fc.constantFrom(true, false, null),
        backBefore: fc.constantFrom('2030-01-01T10:00:00Z', null),
      },
      { requiredKeys: [] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<object | null>(
      null,
      { hasNote: 'yes' },
      { backBefore: 'soon' },
      { name: 'x' },
    ),
  },
);
const encode = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
/** What `node` is asked for: what there is, what there is not, and what is none. */
const NODE_IDS = [
  ...['marty', 'alan', 'nobody'].flatMap((user) => [
    encode(['User', 'slug', 'default', 'username', user]),
    encode(['UserStatus', 'slug', 'default', 'username', user]),
  ]),
  encode(['UserStatus', 'id', '1', 'id', 'id of alan']),
  encode(['UserStatus', 'slug', 'default', 'username', 'marty', 'previous']),
  encode(['CoreServer', 'slug', 'default']),
  encode(['StatusPreset', 'slug', 'default', 'In', 'available']),
];
const nodeId = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NODE_IDS) },
  { weight: 1, arbitrary: fc.constantFrom('e30', 'VXNlclN0YXR1czp4', 7) },
);

const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  user: userRef,
  users: fc.array(userRef, { maxLength: 6 }),
  core: coreRef,
  input: anyInput,
  change: changeInput,
  clear: clearInput,
  many: manyInput,
  flag: fc.boolean(),
  id: nodeId,
  filter: userFilter,
  order: fc.constantFrom('USERNAME', 'DISPLAY_NAME'),
  count: fc.oneof(
    { weight: 20, arbitrary: fc.nat({ max: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(null, -1, 501, 1.5, 'x') },
  ),
  cursor: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(
        encode(['USERNAME', 'b']),
        encode(['DISPLAY_NAME', 'name of marty', 'marty']),
        null,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('', 'x', 7) },
  ),
};
const NAMES = Object.keys(TYPES);
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, 7, 'x', true, [], {}, [null], [[]]),
  fc.json().map(parse),
);
const variables = fc.record(
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      fc.oneof({ weight: 20, arbitrary: VALUES[name] ?? odd }, { weight: 1, arbitrary: odd }),
    ]),
  ),
  { requiredKeys: [] },
);
/** All that a document can ask for, and most often right. */
const wholeVariables = fc.record(
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      fc.oneof({ weight: 30, arbitrary: VALUES[name] ?? odd }, { weight: 1, arbitrary: odd }),
    ]),
  ),
);

/** The fields whose texts are of an enum. */
const ENUMS = ['type', 'types', 'order'];

/** A value as GraphQL writes it; the name is that of its field or variable. */
function literal(value: unknown, of = ''): string {
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, of)).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, part]) => `${name}: ${literal(part, name)}`)
      .join(', ')} }`;
  return ENUMS.includes(of) ? String(value) : (JSON.stringify(value) ?? 'null');
}

/** An argument's value: a variable of the same name, or written out. */
const given = (name: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(`$${name}`) },
    { weight: 2, arbitrary: (VALUES[name] ?? odd).map((value) => literal(value, name)) },
  );

const directive = fc.oneof(
  { weight: 40, arbitrary: fc.constant('') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(' @skip(if: $flag)', ' @include(if: $flag)', ' @include(if: true)'),
  },
  { weight: 1, arbitrary: fc.constantFrom(' @skip(if: "x")', ' @defer', ' @nothing', ' @skip @skip') },
);
const alias = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('', 'a: ', 'b: ', 'c: ', 'd: ', 'e: ') },
  { weight: 1, arbitrary: fc.constantFrom('__proto__: ', 'constructor: ', '__a: ') },
);

const STATUS_FIELDS = [
  'name',
  'note',
  'type',
  'returnTime',
  'returnTimestamp',
  'observedAt',
  'userCreated',
  'id',
  '__typename',
];
const leaf = fc
  .tuple(
    fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...STATUS_FIELDS) }, { weight: 1, arbitrary: alias }),
    directive,
  )
  .map(([name, with_]) => `${name}${name.endsWith(': ') ? 'note' : ''}${with_}`);
const statusFields = fc
  .tuple(
    fc.array(leaf, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      ...['', '', '', ' ...Status', ' ... on Node { id }', ' ... @include(if: $flag) { note }'],
      ...[' user { id username }', ' user { ...Person status { ... on UserStatus { name } } }'],
    ),
  )
  .map(([fields, spread]) => `{ ${fields.join(' ')}${spread} }`);
const optional = (text: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: text });
const core = optional(given('core').map((value) => `, coreServer: ${value}`));

const oneStatus = fc
  .tuple(alias, given('user'), core, directive, statusFields)
  .map(([as, user, where, with_, fields]) => `${as}userStatus(user: ${user}${where})${with_} ${fields}`);
const statuses = fc
  .tuple(alias, given('users'), core, statusFields)
  .map(
    ([as, users, where, fields]) =>
      `${as}userStatuses(users: ${users}${where}) { __typename ... on UserStatus ${fields} ... on UserStatusFailure { code message } }`,
  );
const PERSON_FIELDS = [
  'id',
  'userId',
  'username',
  'displayName',
  'configurationId',
  '__typename',
  '...Person',
];
const personFields = fc
  .tuple(
    fc.array(fc.constantFrom(...PERSON_FIELDS), { minLength: 1, maxLength: 3 }),
    directive,
    fc.option(statusFields, { freq: 2, nil: undefined }),
  )
  .map(([fields, with_, status]) => {
    const shown = `{ ... on UserStatus ${status} ... on UserStatusFailure { code retryable } }`;
    return `{ ${fields.join(' ')}${with_.includes('@') ? ` username${with_}` : ''}${status === undefined ? '' : ` status ${shown}`} }`;
  });
const node = fc
  .tuple(alias, given('id'), statusFields, personFields)
  .map(
    ([as, id, fields, person]) =>
      `${as}node(id: ${id}) { id __typename ... on UserStatus ${fields} ... on CoreServer { slug presets { name } } ... on StatusPreset { name type } }${as === '' ? ` person: node(id: ${id}) { ... on User ${person} }` : ''}`,
  );
const oneUser = fc
  .tuple(alias, given('user'), core, directive, personFields)
  .map(([as, user, where, with_, fields]) => `${as}user(user: ${user}${where})${with_} ${fields}`);
const argument = (name: string, of: string) => optional(given(of).map((value) => `, ${name}: ${value}`));
const userPage = fc
  .tuple(
    alias,
    fc.tuple(
      optional(given('filter').map((value) => `, filter: ${value}`)),
      argument('orderBy', 'order'),
      argument('first', 'count'),
      argument('last', 'count'),
      argument('after', 'cursor'),
      argument('before', 'cursor'),
      core,
    ),
    personFields,
    fc.constantFrom(
      'totalCount',
      'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }',
      'edges { cursor node { username } } __typename',
      'failures { user { username displayName } failure { code message } }',
    ),
  )
  .map(([as, args, person, more]) => {
    const given_ = args.join('').replace(/^, /, '');
    return `${as}users${given_ === '' ? '' : `(${given_})`} { nodes ${person} ${more} }`;
  });
const config = fc.constantFrom(
  'presets { id name type isDefault }',
  'coreServers { id slug coreServerId presets { name } }',
  'coreServer(coreServer: { slug: "default" }) { id slug presets { id } }',
);
const other = fc.constantFrom(
  '__typename',
  'statusTypes { type label wireName }',
  '__type(name: "UserStatus") { name fields { name } }',
  '__schema { queryType { name } }',
  '...Root',
);
const queryField = fc.oneof(
  { weight: 20, arbitrary: oneStatus },
  { weight: 12, arbitrary: statuses },
  { weight: 6, arbitrary: node },
  { weight: 8, arbitrary: oneUser },
  { weight: 12, arbitrary: userPage },
  { weight: 4, arbitrary: config },
  { weight: 8, arbitrary: other },
  { weight: 1, arbitrary: fc.constantFrom('nothing', 'statusTypes', 'userStatus { name }') },
);
const setField = fc
  .tuple(
    alias,
    fc.oneof(
      fc.constant('$input'),
      anyInput.map((input) => literal(input)),
      fc
        .constantFrom('', ', coreServer: $core', ', returnTime: null')
        .map((more) => `{ user: $user, name: "By part", type: DND${more} }`),
    ),
    fc.oneof(fc.constant(''), statusFields),
  )
  .map(
    ([as, input, fields]) =>
      `${as}setUserStatus(input: ${input}) { clientMutationId${fields === '' ? '' : ` userStatus ${fields}`} }`,
  );

/** What one user's payload shows beside the rest. */
const shownFields = fc
  .tuple(optional(statusFields), optional(statusFields), directive)
  .map(([after, before, with_]) => {
    const fields = [
      ['userStatus', after],
      ['previous', before],
    ].flatMap(([name, of]) => (of === '' ? [] : [`${name}${with_} ${of}`]));
    return ['dryRun', 'clientMutationId', ...fields].join(' ');
  });
const VARIABLE_OF: Readonly<Record<string, string>> = {
  updateUserStatus: 'change',
  clearUserStatus: 'clear',
};
const otherWriteField = fc.oneof(
  fc
    .tuple(alias, fc.constantFrom('updateUserStatus', 'clearUserStatus', 'setUserStatus'), shownFields)
    .chain(([as, field, shown]) =>
      given(VARIABLE_OF[field] ?? 'input').map((input) => `${as}${field}(input: ${input}) { ${shown} }`),
    ),
  fc
    .tuple(alias, given('many'), shownFields)
    .map(
      ([as, input, shown]) =>
        `${as}setUserStatuses(input: ${input}) { dryRun results { __typename ... on UserStatusWritten { ${shown.replace('dryRun clientMutationId', '__typename')} } ... on UserStatusNotWritten { code message outcome retryable } } }`,
    ),
);
const writeField = fc.oneof({ weight: 2, arbitrary: setField }, { weight: 3, arbitrary: otherWriteField });

const selection = (field: fc.Arbitrary<string>) =>
  fc.array(field, { minLength: 1, maxLength: 3 }).map((fields) => `{ ${fields.join('\n')} }`);
const FRAGMENTS: Readonly<Record<string, string>> = {
  Status: 'fragment Status on UserStatus { note type returnTime }',
  Person: 'fragment Person on User { id displayName }',
  Root: 'fragment Root on Query { statusTypes { type } root: userStatus(user: { username: "alan" }) @include(if: $flag) { name } }',
};

/** Valid, or not: neither door has a stream for it. */
const watchField = fc
  .tuple(fc.constantFrom('', '(users: $users)', '(after: $cursor)', '(coreServer: $core)'), fc.boolean())
  .map(
    ([args, isConditional]) =>
      `userStatusEvents${args}${isConditional ? ' @include(if: $flag)' : ''} { __typename ... on UserStatusFresh { cursor @skip(if: $flag) } }`,
  );

const operation = fc.oneof(
  { weight: 40, arbitrary: fc.record({ kind: fc.constant('query'), body: selection(queryField) }) },
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('mutation'), body: selection(writeField) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('subscription'), body: selection(watchField) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('subscription', 'mutation'), body: selection(queryField) }),
  },
);

/** A document of one or two operations whose variables and fragments are most often all defined. */
const document = fc
  .record({
    operations: fc.array(operation, { minLength: 1, maxLength: 2 }),
    isWhole: fc.nat({ max: 29 }).map((number) => number > 0),
    defaults: fc.constantFrom('', ' = true'),
    fresh: fc.oneof(fc.constant(''), fc.nat().map(String)),
  })
  .map(({ operations, isWhole, defaults, fresh }) => {
    const texts = operations.map(({ kind, body }, index) => {
      const isUsed = (name: string) =>
        body.includes(`$${name}`) || (name === 'flag' && body.includes('...Root'));
      const definitions = NAMES.filter((name) => isWhole && isUsed(name)).map(
        (name) => `$${name}: ${TYPES[name]}${name === 'flag' ? defaults : ''}`,
      );
      const head = definitions.length === 0 ? '' : `(${definitions.join(', ')})`;
      return `${kind} ${'AC'[index]}${head} ${body}`;
    });
    const fragments = Object.entries(FRAGMENTS).filter(
      ([name]) => isWhole && texts.some((text) => text.includes(`...${name}`)),
    );
    return [...texts, ...fragments.map(([, text]) => text), `# ${fresh}`].join('\n');
  });

/** Few enough that they come again. */
const POOL_SIZE = 200;
const pool = fc.sample(document, { numRuns: POOL_SIZE, seed: 1 });

const params = fc.record(
  {
    query: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...pool) },
      { weight: 8, arbitrary: document },
      {
        weight: 1,
        arbitrary: fc.tuple(document, fc.nat()).map(([text, at]) => text.slice(0, at % text.length)),
      },
    ),
    variables: fc.oneof({ weight: 9, arbitrary: wholeVariables }, { weight: 1, arbitrary: variables }),
    operationName: fc.oneof(
      { weight: 9, arbitrary: fc.constant('A') },
      { weight: 1, arbitrary: fc.constantFrom('C', 'B', '', null, '__proto__') },
    ),
    extensions: fc.constantFrom({}, null, { persistedQuery: { version: 1, sha256Hash: 'x' } }),
    documentId: fc.constantFrom('one', 'none', 7),
  },
  { requiredKeys: ['query', 'variables', 'operationName'] },
);

const header = fc.oneof(
  fc
    .constantFrom(
      'application/json',
      'application/graphql-response+json',
      'application/graphql-response+json, application/json;q=0.9',
      'application/json, application/graphql-response+json',
      'application/json; charset=utf-8',
      'APPLICATION/JSON',
      'application/*',
      '*/*',
      '*/*;q=0.1, text/plain',
      'text/html,application/json',
      'multipart/mixed, application/json',
      'text/event-stream',
      'text/html',
      'image/png',
      '',
    )
    .map((value) => `accept: ${value}`),
  fc.constantFrom('x-request-id: r-1', 'x-request-id: a b', 'X-Request-ID: r-2'),
  fc.constantFrom('origin: https://app.example', 'origin: null', 'sec-fetch-site: cross-site'),
  fc.constantFrom('authorization: Basic bWFyOm0=', 'authorization: Bearer x.y.z', 'authorization: x'),
  fc.constantFrom(
    'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'x-forwarded-for: ::1',
  ),
  fc.constantFrom('content-encoding: gzip', 'accept-encoding: gzip', 'cookie: a=b', 'te: trailers'),
);
const contentType = fc.oneof(
  { weight: 29, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'Application/JSON ; charset=utf-8',
      'application/json;charset=latin1',
      'text/plain',
    ),
  },
);

/** Requests for GraphQL such as clients send, most of them right: documents, variables and headers of many kinds. */
export const graphqlRequest: fc.Arbitrary<GraphqlRequest> = fc
  .record({ params, headers: fc.array(header, { maxLength: 3 }), type: contentType })
  .map(({ params: asked, headers, type }) => ({
    headers: [`content-type: ${type}`, ...headers],
    body: JSON.stringify(asked),
  }));

function parse(text: string): unknown {
  return JSON.parse(text);
}
