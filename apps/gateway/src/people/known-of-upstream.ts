import type { CoreServerId, CoreServerSlug } from '@live-status/domain';
import type { KnownCoreServer } from './core-servers.ts';
import type { ConfiguredPresets } from './presets.ts';

/** What this gateway was told of an upstream, beside what the upstream itself says. */
export interface KnownOfUpstream {
  readonly coreServers: readonly KnownCoreServer[];
  readonly presets: ConfiguredPresets;
}

/** The part of a directory of the REST server that says it. */
interface Directory {
  readonly coreServers: readonly {
    readonly id: string;
    readonly slug: string;
    readonly statuses: readonly {
      readonly configurationId: string;
      readonly name: string;
      readonly type: ConfiguredPresets['everywhere'][number]['type'];
    }[];
  }[];
}

/** What the directory of the embedded server says; the first configured status is what a user nobody has set has. */
export function knownOfDirectory({ coreServers }: Directory): KnownOfUpstream {
  return {
    coreServers: coreServers.map(({ id, slug }) => ({
      id: id as CoreServerId,
      slug: slug as CoreServerSlug,
    })),
    presets: {
      everywhere: [],
      byCoreServer: new Map(
        coreServers.map(({ slug, statuses }) => [
          slug,
          statuses.map((status, index) => ({ ...status, isDefault: index === 0 })),
        ]),
      ),
    },
  };
}
