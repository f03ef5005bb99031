import { parseTarget, StatusError, type StatusTarget } from '@live-status/domain';

const TYPE = 'UserStatus';

/**
 * The opaque id of a user's status: made of the references asked for, because they outlive the ids of the
 * upstream, which change when it restarts (clause ID-1).
 */
export function formatNodeId({ coreServer, user }: StatusTarget): string {
  const [[coreServerKey, coreServerValue] = []] = Object.entries(coreServer);
  const [[userKey, userValue] = []] = Object.entries(user);
  return Buffer.from(JSON.stringify([TYPE, coreServerKey, coreServerValue, userKey, userValue])).toString(
    'base64url',
  );
}

/**
 * Whose status an id means.
 *
 * @throws StatusError `REFERENCE_INVALID` where the id was not made by {@link formatNodeId}.
 */
export function parseNodeId(id: string): StatusTarget {
  const [type, coreServerKey, coreServerValue, userKey, userValue, ...rest] = decode(id);
  if (type !== TYPE || rest.length > 0 || typeof coreServerKey !== 'string' || typeof userKey !== 'string')
    throw unknownId();
  return parseTarget({
    coreServer: { [coreServerKey]: coreServerValue },
    user: { [userKey]: userValue },
  });
}

function decode(id: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(id, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function unknownId(): StatusError {
  const message = 'The id is not one that this API gave out: it must be the id of a UserStatus.';
  return StatusError.fromIssues([{ path: ['id'], code: 'REFERENCE_INVALID', message }]);
}
