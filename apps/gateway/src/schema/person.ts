import { type CoreServerRef, StatusError, type StatusTarget, type User } from '@live-status/domain';
import type { GatewayContext } from './context.ts';
import { identify } from './identity.ts';
import {
  type FailedStatus,
  type ObservedStatus,
  orFailure,
  readOptions,
  readStatus,
} from './observed-status.ts';

/** What is known of a person before anything is asked. */
interface Known {
  readonly entry?: User | undefined;
  readonly observed?: ObservedStatus | undefined;
  /** Whether it is one of many: then one list says who all of them are. */
  readonly isOneOfMany?: boolean | undefined;
}

/** A user in an answer; what is not known yet is asked for once, when somebody wants it. */
export class Person {
  /** As it was asked for. */
  readonly target: StatusTarget;
  readonly #isOneOfMany: boolean;
  #entry: User | Promise<User> | undefined;
  #observed: ObservedStatus | Promise<ObservedStatus | FailedStatus> | undefined;

  constructor(target: StatusTarget, { entry, observed, isOneOfMany = false }: Known = {}) {
    this.target = target;
    this.#entry = entry;
    this.#observed = observed;
    this.#isOneOfMany = isOneOfMany;
  }

  /** @throws StatusError what reading the directory throws, and `USER_NOT_FOUND`. */
  entry(context: GatewayContext): User | Promise<User> {
    this.#entry ??= this.#isOneOfMany
      ? findInList(context, this.target)
      : readRemembered(context, this.target);
    return this.#entry;
  }

  /** The user's status, or why it cannot be read. @throws StatusError where this caller may read nothing at all. */
  status(context: GatewayContext): ObservedStatus | Promise<ObservedStatus | FailedStatus> {
    const options = readOptions(context);
    this.#observed ??= orFailure(async () => ({
      ...(await readStatus(context, this.target, options)),
      person: this,
    }));
    return this.#observed;
  }
}

/** A user of the directory, reached by what lasts: an id that was remembered may be nobody's by now (clause ID-1). */
export function listedPerson(coreServer: CoreServerRef, entry: User): Person {
  return new Person({ coreServer, user: { username: entry.userName } }, { entry });
}

/** Whose a status is. */
export function personOf(observed: ObservedStatus): Person {
  const { person, target, isOneOfMany, moment } = observed;
  if (person !== undefined) return person;
  // What was there, or would be, is not the live status.
  return new Person(target, { observed: moment === undefined ? observed : undefined, isOneOfMany });
}

/** Reads a user as it was asked for. @throws StatusError `FORBIDDEN`, `UNAUTHENTICATED`, and what the client throws. */
export async function readUser(context: GatewayContext, target: StatusTarget): Promise<User> {
  const entry = await context.parts.client.getUser(target, readOptions(context));
  context.parts.directory.learn(target.coreServer, [entry], context.asker());
  return entry;
}

/** What an id was seen to mean it means after a restart too, when nobody is listed under it any more (clause ID-2). */
function readRemembered(context: GatewayContext, { coreServer, user }: StatusTarget): Promise<User> {
  const username =
    'id' in user ? context.parts.directory.knownUsername(coreServer, user.id, context.asker()) : undefined;
  return readUser(context, { coreServer, user: username === undefined ? user : { username } });
}

async function findInList(context: GatewayContext, target: StatusTarget): Promise<User> {
  readOptions(context);
  const list = await context.listUsers(target.coreServer);
  const { user } = await identify(context, target);
  const found = 'id' in user ? list.findById(user.id) : list.findByUsername(user.username);
  if (found !== undefined) return found;
  throw new StatusError('USER_NOT_FOUND', 'The core server does not list this user any more.');
}
