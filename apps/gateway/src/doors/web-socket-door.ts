import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Upgrades } from '../listen.ts';
import { RequestRecord } from '../pipeline/request-record.ts';
import { CLOSINGS } from '../web-socket/closing.ts';
import { cutStalled } from '../web-socket/cut-stalled.ts';
import { isForeignOrigin } from '../web-socket/is-foreign-origin.ts';
import { type SocketCaller, socketCaller } from '../web-socket/socket-caller.ts';
import { type ConnectionParts, SocketConnection } from '../web-socket/socket-connection.ts';
import { SOCKET_LIMITS, type SocketLimits } from '../web-socket/socket-limits.ts';
import { refuseUpgrade, type UpgradeRefusal } from '../web-socket/upgrade-refusal.ts';
import { isUpgradeRequest, UpgradeRequest } from '../web-socket/upgrade-request.ts';
import type { LiveDoorOptions } from './live-door-options.ts';

const SUBPROTOCOL = 'graphql-transport-ws';
/** The only version that there is of RFC 6455. */
const VERSION = { 'sec-websocket-version': '13' };

/** Makes the door for WebSockets with the subprotocol `graphql-transport-ws`. */
export function createWebSocketDoor(
  options: LiveDoorOptions,
  limits: SocketLimits = SOCKET_LIMITS,
): Upgrades {
  const { pipeline, path, trustedProxies, corsOrigins } = options;
  // Not written into the call: its types do not know all of them yet.
  const settings = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxMessageBytes,
    closeTimeout: limits.closeTimeoutMs,
    // Pongs are counted with what else waits to be sent.
    autoPong: false,
    handleProtocols: (offered: ReadonlySet<string>) => offered.has(SUBPROTOCOL) && SUBPROTOCOL,
  };
  const protocol = new WebSocketServer(settings);
  const recordOf = (request: IncomingMessage, socket: Socket): RequestRecord =>
    new RequestRecord(new UpgradeRequest(request, socket, path), trustedProxies);
  const refuse = (request: IncomingMessage, socket: Socket, refused: UpgradeRefusal): void =>
    refuseUpgrade(socket, refused, recordOf(request, socket), pipeline);
  protocol.on('wsClientError', ({ message }, _socket, request) => {
    const code = 'BAD_USER_INPUT';
    refuse(request, request.socket, { status: 400, code, message: `${message}.`, headers: VERSION });
  });
  const faultOf = (request: IncomingMessage): UpgradeRefusal | undefined => {
    const { origin, host, 'sec-websocket-version': version } = request.headers;
    // Only where Node, before 22.21 and 24.9, does not ask which requests are to be upgraded.
    if (!isUpgradeRequest(request, path)) return NOT_HERE;
    if (isForeignOrigin(origin, host, corsOrigins)) return FOREIGN;
    if (pipeline.isStopping()) return STOPPING;
    return version === '13' ? undefined : OTHER_VERSION;
  };
  return {
    wants: (request) => isUpgradeRequest(request, path),
    take(request, socket, head) {
      const fault = faultOf(request);
      if (fault !== undefined) return refuse(request, socket, fault);
      pipeline.observe(recordOf(request, socket), 101);
      const join = joining(socketCaller(request, path, trustedProxies), socket, { ...options, limits });
      protocol.handleUpgrade(request, socket, head, join);
    },
  };
}

/** Where a connection begins. Nothing here knows the request any more: what it was made of would stay as long as the connection. */
function joining(
  caller: SocketCaller,
  socket: Socket,
  parts: ConnectionParts,
): (webSocket: WebSocket) => void {
  return (webSocket) => {
    // ws has begun to close the connection, with the code of the fault.
    webSocket.on('error', () => {});
    cutStalled(socket, parts.limits, parts.connections.cut);
    if (webSocket.protocol !== SUBPROTOCOL) {
      const { code, reason } = CLOSINGS.wrongSubprotocol;
      return webSocket.close(code, reason);
    }
    const connection = new SocketConnection(webSocket, caller, parts);
    const leave = parts.connections.add(connection);
    webSocket
      .on('message', (data, isBinary) => connection.hear(data, isBinary))
      .on('ping', (data) => connection.pinged(data))
      .on('pong', () => connection.ponged())
      .on('close', () => {
        leave();
        connection.end();
      });
  };
}

const NOT_HERE: UpgradeRefusal = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'Nothing here can be upgraded so.',
};
const FOREIGN: UpgradeRefusal = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'Pages of this origin may not connect.',
};
const STOPPING: UpgradeRefusal = {
  status: 503,
  code: 'OVERLOADED',
  message: 'The gateway is stopping; connect again, to another one if there is.',
  headers: { 'retry-after': '1' },
};
const OTHER_VERSION: UpgradeRefusal = {
  status: 426,
  code: 'BAD_USER_INPUT',
  message: 'WebSockets are spoken here in version 13 alone.',
  headers: { ...VERSION, upgrade: 'websocket' },
};
