import type { Directory } from './directory.ts';
import { parseDirectory } from './parse-directory.ts';

/** The credentials of the demo, as on the vendor's page (clause AUTH-1). For loopback addresses only. */
export const DEMO_CREDENTIALS: { readonly username: string; readonly password: string } = {
  username: 'manager',
  password: 'manag3rpa55word',
};

/** The directory that a server has unless it is given another: two core servers and six users. */
export const DEMO_DIRECTORY: Directory = parseDirectory({
  coreServers: [
    {
      slug: 'default',
      id: 'ca5de6c4-17bd-46ce-95a2-8b29c7812ca4',
      users: [
        { username: 'marty', id: 'f038bbb9-8950-42fb-a4f7-b57a805dd5de', displayedName: 'Marty McFly' },
        { username: 'doc', displayedName: 'Emmett Brown' },
        { username: 'jennifer', displayedName: 'Jennifer Parker' },
        { username: 'lorraine', displayedName: 'Lorraine Baines' },
        { username: 'george', displayedName: 'George McFly' },
        { username: 'biff', displayedName: 'Biff Tannen', license: 'lite' },
      ],
    },
    {
      slug: 'hill-valley-1955',
      licensed: false,
      users: [{ username: 'george', displayedName: 'George McFly' }],
    },
  ],
});
