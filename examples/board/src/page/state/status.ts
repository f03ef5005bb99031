/** The eleven types, in the order in which the board lists them. */
export const STATUS_TYPES = [
  'AVAILABLE',
  'CHAT',
  'AWAY',
  'XA',
  'DND',
  'UNAVAILABLE',
  'ALTBLUE',
  'ALTGREEN',
  'ALTPINK',
  'ALTPURPLE',
  'ALTRED',
] as const;

/** One of the eleven types. They choose an icon. */
export type StatusType = (typeof STATUS_TYPES)[number];

/** What the board shows of somebody. */
export interface Status {
  readonly name: string;
  readonly type: StatusType;
  /** Empty where there is none. */
  readonly note: string;
  /** A Unix timestamp in milliseconds. */
  readonly returnTimeMs: number | undefined;
}

/** Whether a value is one of the eleven. */
export function isStatusType(value: unknown): value is StatusType {
  return STATUS_TYPES.some((type) => type === value);
}
