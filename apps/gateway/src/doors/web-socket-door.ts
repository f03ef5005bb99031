import type { Upgrades } from '../listen.ts';
import type { LiveDoorOptions } from './live-door-options.ts';

/** Makes the door for WebSockets with the subprotocol `graphql-transport-ws`. */
export function createWebSocketDoor(_options: LiveDoorOptions): Upgrades {
  return { wants: () => false, take: (_request, socket) => socket.destroy() };
}
