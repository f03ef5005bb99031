import type { StayingConnections } from '../live/connections.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

/** What a door is made of whose connections stay open. */
export interface LiveDoorOptions {
  readonly pipeline: Pipeline;
  readonly connections: StayingConnections;
  readonly path: string;
  readonly trustedProxies: number;
  /** The origins whose pages may call, exactly as browsers write them. */
  readonly corsOrigins: readonly string[];
}
