import { createServer } from 'node:http';

/** A status, as the resource represents it. */
export const STATUS: string = JSON.stringify({
  id: 'e9b3be10-937d-8cd2-8fa1-47cc277a9175',
  configurationId: '0ab9f8a0-1c22-8efa-8642-895702760416',
  name: 'Available',
  type: 'available',
  note: '',
  returnTime: -1,
  userCreated: false,
});

/** The cheapest server there is: one body for every request. */
export async function startConstantServer(body: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port.');
  return `http://127.0.0.1:${address.port}`;
}
