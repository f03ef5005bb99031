/** The most that is read of any body but a list's, in bytes (clause ERR-2). */
export const MAX_BODY_BYTES = 65_536;

/** The most that is read of a list of users, in bytes: 64 MiB (clause DIR-2). */
export const MAX_LIST_BYTES = 67_108_864;
