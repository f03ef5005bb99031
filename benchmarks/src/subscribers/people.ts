/** How many users there are beside the one whom all watch. */
export const USERS = 1000;
/** The number of the user whom all watch. */
export const EVERYBODYS = USERS;
/** How many users a watcher watches beside that one. */
const OTHERS = 10;
/** Users watched are that far apart, so that no two watchers that follow one another share more than one. */
const STRIDE = 101;

/** How many users a watcher watches. */
export const WATCHED = OTHERS + 1;

export const usernameOf = (user: number): string => `u${user}`;

/** Whom a watcher watches, by number; the last is watched by all. Each other user is watched by as many, where watchers are thousands. */
export function watchedBy(watcher: number): number[] {
  const others = Array.from({ length: OTHERS }, (_, place) => (watcher + place * STRIDE) % USERS);
  return [...others, EVERYBODYS];
}

const placeOfDistance = new Int8Array(USERS).fill(-1);
for (let place = 0; place < OTHERS; place += 1) placeOfDistance[(place * STRIDE) % USERS] = place;

/** Which of those that a watcher watches a user is; -1: none. */
export function placeOf(watcher: number, user: number): number {
  if (user === EVERYBODYS) return OTHERS;
  return placeOfDistance[(user - (watcher % USERS) + USERS) % USERS] ?? -1;
}

/** How many of so many watchers watch a user. */
export function watchersOf(user: number, watchers: number): number {
  return user === EVERYBODYS ? watchers : (watchers * OTHERS) / USERS;
}
