import type { StayingConnections } from '../live/connections.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Answers } from './answers.ts';

/** What every request of this door is served with. */
export interface DoorParts {
  readonly pipeline: Pipeline;
  readonly connections: StayingConnections;
  readonly answers: Answers;
  readonly trustedProxies: number;
}
