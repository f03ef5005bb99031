import type { ObjectRef } from '@pothos/core';
import { type BuilderTypes, builder } from './builder.ts';
import { type CoreServerNode, NodeRef } from './node.ts';
import { StatusPresetRef } from './preset.ts';

/** The object `CoreServer`. */
export const CoreServerNodeRef: ObjectRef<BuilderTypes, CoreServerNode> = builder
  .objectRef<CoreServerNode>('CoreServer')
  .implement({
    description: 'A core server of the phone system, as far as this gateway was told of it.',
    interfaces: [NodeRef],
    fields: (t) => ({
      slug: t.string({
        nullable: true,
        description: 'Its lasting name; null where this gateway was told of its id alone.',
        resolve: ({ coreServer }, _args, { parts }) => {
          const known = parts.coreServers.find(coreServer)?.slug;
          return known ?? ('slug' in coreServer ? coreServer.slug : null);
        },
      }),
      coreServerId: t.id({
        nullable: true,
        description: 'Its id in the REST resource; null where this gateway was told of its slug alone.',
        resolve: ({ coreServer }, _args, { parts }) => {
          const known = parts.coreServers.find(coreServer)?.id;
          return known ?? ('id' in coreServer ? coreServer.id : null);
        },
      }),
      presets: t.field({
        type: [StatusPresetRef],
        description: 'The statuses that people choose from, in their order.',
        resolve: ({ coreServer }, _args, { parts }) =>
          parts.presets.of(coreServer).map((preset) => ({ coreServer, preset })),
      }),
    }),
  });
