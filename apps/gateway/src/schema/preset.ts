import type { ObjectRef } from '@pothos/core';
import { type BuilderTypes, builder } from './builder.ts';
import { NodeRef, type PresetOf } from './node.ts';
import { StatusTypeRef } from './status-type.ts';

/** The object `StatusPreset`. */
export const StatusPresetRef: ObjectRef<BuilderTypes, PresetOf> = builder
  .objectRef<PresetOf>('StatusPreset')
  .implement({
    description: 'A status that people choose from, as the administrator of a core server configured it.',
    interfaces: [NodeRef],
    fields: (t) => ({
      name: t.string({ resolve: ({ preset }) => preset.name }),
      type: t.field({ type: StatusTypeRef, resolve: ({ preset }) => preset.type }),
      isDefault: t.boolean({
        description: 'Whether it is what a cleared status goes back to.',
        resolve: ({ preset }) => preset.isDefault,
      }),
    }),
  });
