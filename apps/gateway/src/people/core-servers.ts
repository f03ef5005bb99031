import type { CoreServerId, CoreServerRef, CoreServerSlug } from '@live-status/domain';

/** A core server of which both names are known. */
export interface KnownCoreServer {
  readonly id: CoreServerId;
  readonly slug: CoreServerSlug;
}

/** The core servers that this gateway was told of. */
export interface CoreServers {
  readonly known: readonly KnownCoreServer[];
  /**
   * The one reference that stands for a core server whichever was used: its slug, which lasts (clause ID-1), or the id
   * itself where nobody said which slug it has.
   */
  identify(ref: CoreServerRef): CoreServerRef;
  /** Undefined where this gateway was not told of it. */
  find(ref: CoreServerRef): KnownCoreServer | undefined;
}

/** Makes a {@link CoreServers}. */
export function createCoreServers(known: readonly KnownCoreServer[]): CoreServers {
  const byId = new Map(known.map((each) => [each.id, each]));
  const bySlug = new Map(known.map((each) => [each.slug, each]));
  const slugs = new Map(known.map(({ id, slug }): [CoreServerId, CoreServerRef] => [id, { slug }]));
  return {
    known,
    identify: (ref) => ('id' in ref ? (slugs.get(ref.id) ?? ref) : ref),
    find: (ref) => ('id' in ref ? byId.get(ref.id) : bySlug.get(ref.slug)),
  };
}
