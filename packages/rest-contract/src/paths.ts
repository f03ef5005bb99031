// Literal on purpose, copied from the vendor's page: what our own code builds would agree with itself.

/** The status of marty by both ids: the path of the page's curl commands. */
export const MARTY =
  '/communication_manager/rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de/status';

/** The four instance paths of marty's status (clause PATH-2). */
export const MARTY_FOUR_WAYS = [
  '/communication_manager/rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de/status',
  '/communication_manager/rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/getByName/marty/status',
  '/communication_manager/rest/live/coreServers/getByName/default/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de/status',
  '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/marty/status',
] as const;

/** The status of another full user. */
export const DOC =
  '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/doc/status';

/** Paths that lead nowhere, and the code of what is missing (clauses GET-2 and GET-3). */
export const MISSING = [
  [
    'GET-2',
    'CORE_SERVER_NOT_FOUND',
    '/communication_manager/rest/live/coreServers/00000000-0000-0000-0000-000000000000/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de/status',
  ],
  [
    'GET-2',
    'CORE_SERVER_NOT_FOUND',
    '/communication_manager/rest/live/coreServers/getByName/no-such-core-server/users/getByName/marty/status',
  ],
  [
    'GET-2',
    'CORE_SERVER_NOT_FOUND',
    '/communication_manager/rest/live/coreServers/default/users/getByName/marty/status',
  ],
  [
    'GET-2',
    'CORE_SERVER_NOT_FOUND',
    '/communication_manager/rest/live/coreServers/getByName/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/getByName/marty/status',
  ],
  [
    'GET-3',
    'USER_NOT_FOUND',
    '/communication_manager/rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/00000000-0000-0000-0000-000000000000/status',
  ],
  [
    'GET-3',
    'USER_NOT_FOUND',
    '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/no-such-user/status',
  ],
  [
    'GET-3',
    'USER_NOT_FOUND',
    '/communication_manager/rest/live/coreServers/getByName/default/users/marty/status',
  ],
  [
    'GET-3',
    'USER_NOT_FOUND',
    '/communication_manager/rest/live/coreServers/getByName/hill-valley-1955/users/getByName/marty/status',
  ],
] as const;

/** Paths of users whose status is not to be had (clause GET-4). */
export const UNLICENSED = [
  [
    'a lite user',
    '/communication_manager/rest/live/coreServers/getByName/default/users/getByName/biff/status',
  ],
  [
    'a core server without a license',
    '/communication_manager/rest/live/coreServers/getByName/hill-valley-1955/users/getByName/george/status',
  ],
] as const;

/** The body of the page's curl command. */
export const BACK_IN_TIME = {
  name: 'Went back in time',
  type: 'away',
  note: 'Tell Doc Brown',
  returnTime: 499132800,
} as const;

/** Where the event feed is (clause EVT-1). */
export const EVENTS = '/communication_manager/ws/event';
