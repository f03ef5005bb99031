import type { CoreServerRef, StatusType } from '@live-status/domain';

/** A status that people choose from, as an administrator configured it. */
export interface Preset {
  readonly name: string;
  readonly type: StatusType;
  /** The id of its configuration object; undefined where nobody said it. */
  readonly configurationId: string | undefined;
  /** Whether it is the one that a cleared status goes back to. */
  readonly isDefault: boolean;
}

/** The presets of some core servers, by slug or id. */
export interface ConfiguredPresets {
  /** Of every core server that has none of its own. */
  readonly everywhere: readonly Preset[];
  readonly byCoreServer: ReadonlyMap<string, readonly Preset[]>;
}

/** Which presets a core server has. */
export interface Presets {
  /** In the order in which people are to see them; empty where this gateway was told of none. */
  of(coreServer: CoreServerRef): readonly Preset[];
  /** What a cleared status goes back to: the preset that is marked so, or Available where there is none. */
  defaultOf(coreServer: CoreServerRef): Pick<Preset, 'name' | 'type'>;
}

/** No presets at all. */
export const NO_PRESETS: ConfiguredPresets = { everywhere: [], byCoreServer: new Map() };

const AVAILABLE = { name: 'Available', type: 'available' } as const;

/** Makes a {@link Presets}; `namesOf` gives the names by which a core server may be configured. */
export function createPresets(
  configured: ConfiguredPresets,
  namesOf: (coreServer: CoreServerRef) => readonly string[],
): Presets {
  const of = (coreServer: CoreServerRef): readonly Preset[] => {
    for (const name of namesOf(coreServer)) {
      const own = configured.byCoreServer.get(name);
      if (own !== undefined) return own;
    }
    return configured.everywhere;
  };
  return {
    of,
    defaultOf: (coreServer) => of(coreServer).find(({ isDefault }) => isDefault) ?? AVAILABLE,
  };
}
