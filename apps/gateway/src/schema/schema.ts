import type { GraphQLSchema } from 'graphql';
import './mutation.ts';
import './query.ts';
import './references.ts';
import './scalars.ts';
import './status-type.ts';
import './subscription.ts';
import './user.ts';
import './user-status.ts';
import './user-status-result.ts';
import { builder } from './builder.ts';

/** The gateway's schema, sorted, so that its printed form changes only where its meaning does. */
export const schema: GraphQLSchema = builder.toSchema({ sortSchema: true });
