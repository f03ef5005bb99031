import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { useCaller } from '../caller.ts';
import type { CreateContractServer } from '../contract-server.ts';
import { BACK_IN_TIME, MARTY } from '../paths.ts';

const run = promisify(execFile);

// As they stand at the end of the vendor's page.
const GET_STATUS = `curl --user manager:manag3rpa55word -i -H "Accept: application/json" http://localhost:58080/communication_manager/rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de/status`;
const SET_STATUS = `curl --user manager:manag3rpa55word -i -H "Content-Type: application/json" -X POST -d '{"name" : "Went back in time", "type" : "away", "note" : "Tell Doc Brown", "returnTime" : 499132800}' http://localhost:58080/communication_manager/rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de/status/set`;

const NAMES_DEMO = 'the commands name the ids and the credentials of the demo';

const hasCurl = () => run('curl', ['--version']).then(Boolean, () => false);

export function describeCurl(createServer: CreateContractServer): void {
  const caller = useCaller(createServer);

  /** Only the origin is another: tests do not fight for port 58080. */
  const type = async (command: string): Promise<string> => {
    const { stdout } = await run('sh', [
      '-c',
      command.replace('http://localhost:58080', caller.server.origin),
    ]);
    return stdout;
  };

  test('CURL-1 the command that sets a status works as it is printed', async ({ skip }) => {
    caller.demo(NAMES_DEMO);
    if (!(await hasCurl())) return skip('there is no curl on this machine');
    expect(await type(SET_STATUS)).toMatch(/^HTTP\/1\.1 204 /);
    expect(await caller.read(MARTY)).toMatchObject({ ...BACK_IN_TIME, userCreated: true });
  });

  test('CURL-1 the command that gets a status works as it is printed', async ({ skip }) => {
    caller.demo(NAMES_DEMO);
    if (!(await hasCurl())) return skip('there is no curl on this machine');
    const printed = await type(GET_STATUS);
    expect(printed).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    const body: unknown = JSON.parse(printed.slice(printed.indexOf('\r\n\r\n')));
    expect(body).toEqual(await caller.read(MARTY));
  });
}
