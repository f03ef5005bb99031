import { DEMO_CREDENTIALS } from '@live-status/rest-server/demo';
import type { RunningGateway } from './start-gateway.ts';

const MARTY =
  'rest/live/coreServers/ca5de6c4-17bd-46ce-95a2-8b29c7812ca4/users/f038bbb9-8950-42fb-a4f7-b57a805dd5de';

/** What a person who starts the gateway is told: where things are, and what to try. */
export function banner({ graphqlUrl, restUrl }: RunningGateway): string {
  const query = JSON.stringify({
    query: '{ userStatus(user: { username: "marty" }) { name type note returnTime userCreated } }',
  });
  const lines = [
    ...(restUrl === undefined ? [] : [`REST     ${restUrl}`]),
    `GraphQL  ${graphqlUrl}  (in a browser: GraphiQL)`,
    `Board    ${new URL('/', graphqlUrl)}  (in a browser)`,
    '',
    'Ask for a status:',
    `  curl -s ${graphqlUrl} -H 'Content-Type: application/json' -d '${query}'`,
    ...(restUrl === undefined ? [] : restCommands(restUrl)),
    '',
    'Ctrl-C stops it.',
  ];
  return `${lines.join('\n')}\n`;
}

function restCommands(restUrl: string): string[] {
  const { username, password } = DEMO_CREDENTIALS;
  const curl = `curl --user ${username}:${password} -i`;
  const status = `${restUrl.replace('127.0.0.1', 'localhost')}/${MARTY}/status`;
  const body =
    '{"name" : "Went back in time", "type" : "away", "note" : "Tell Doc Brown", "returnTime" : 499132800}';
  return [
    '',
    'The REST resource itself, read and set:',
    `  ${curl} -H "Accept: application/json" ${status}`,
    `  ${curl} -H "Content-Type: application/json" -X POST -d '${body}' ${status}/set`,
  ];
}
