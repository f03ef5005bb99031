/** The places that requests under way take. */
export interface Slots {
  /** False where there was none a moment ago; true promises nothing. */
  readonly hasRoom: boolean;
  /** Takes one, where there is one; a promise where others must be asked first. Does not reject. */
  take(): boolean | Promise<boolean>;
  /** Gives back one that was taken. */
  free(): void;
}

/** Makes so many slots, all of this process. */
export function createSlots(max: number): Slots {
  let taken = 0;
  return {
    get hasRoom() {
      return taken < max;
    },
    take() {
      if (taken >= max) return false;
      taken += 1;
      return true;
    },
    free() {
      taken -= 1;
    },
  };
}
