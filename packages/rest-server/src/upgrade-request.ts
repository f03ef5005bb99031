import type { IncomingMessage } from 'node:http';
import { latestResponse } from './latest-response.ts';
import { Problem } from './problem.ts';

/** Where readers of the event feed connect (clause EVT-1). */
export const EVENT_PATH = '/communication_manager/ws/event';

const ALLOWED = ['GET', 'HEAD'];

/**
 * Whether a request wants to become a connection of the event feed. Any other that asks for an upgrade is an ordinary
 * request, as RFC 9110 section 7.8 lets a server take it; so is one that was sent before an earlier one of its connection
 * was answered, whose answer would get lost between the two protocols.
 */
export function isEventUpgrade({ method, url = '', headers, socket }: IncomingMessage): boolean {
  const [path] = url.split('?', 1);
  return (
    method === 'GET' &&
    path === EVENT_PATH &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    latestResponse.get(socket)?.isOwed !== true
  );
}

/** Why an ordinary request for the event feed is refused. */
export function refuseWithoutUpgrade(method: string): Problem {
  if (!ALLOWED.includes(method))
    return new Problem(405, 'METHOD_NOT_ALLOWED', 'The event feed takes GET.', {
      headers: { allow: ALLOWED.join(', ') },
    });
  return new Problem(426, 'UPGRADE_REQUIRED', 'The event feed is a WebSocket: ask for an upgrade to it.', {
    headers: { upgrade: 'websocket', connection: 'upgrade, close' },
  });
}
