import type { Person } from './people.ts';

/** Says aloud what changes, to those who do not see it: several changes as one sentence, and not too often. */
export interface Announcer {
  note(person: Person): void;
}

/** Between two sentences, in milliseconds. */
const EVERY_MS = 5000;
/** More than this many are only counted. */
const MOST_NAMED = 3;

/** Makes an {@link Announcer}. `later` runs something after so many milliseconds. */
export function createAnnouncer(
  say: (sentence: string) => void,
  later: (run: () => void, ms: number) => void = setTimeout,
): Announcer {
  const noted = new Set<Person>();
  let isResting = false;
  const flush = (): void => {
    isResting = noted.size > 0;
    if (!isResting) return;
    say(sentenceOf([...noted]));
    noted.clear();
    later(flush, EVERY_MS);
  };
  return {
    note(person) {
      noted.add(person);
      if (isResting) return;
      isResting = true;
      // What changes together is said together.
      later(flush, 500);
    },
  };
}

function sentenceOf(people: readonly Person[]): string {
  if (people.length > MOST_NAMED) return `${people.length} people have a new status.`;
  return people
    .map(({ displayName, status }) => {
      const { name, note } = status.peek();
      return `${displayName.peek()}: ${name}${note === '' ? '' : `, ${note}`}.`;
    })
    .join(' ');
}
