import type { Duplex } from 'node:stream';
import type { LingeringResponse } from './lingering.ts';

/** The last response on each connection. */
export const latestResponse: WeakMap<Duplex, LingeringResponse> = new WeakMap();
