/** The eleven status types, as on the wire (clause TYPE-1). They choose an icon and change no call flow. */
export const STATUS_TYPES = [
  'available',
  'unavailable',
  'away',
  'xa',
  'dnd',
  'chat',
  'altblue',
  'altgreen',
  'altpink',
  'altpurple',
  'altred',
] as const;

/** One of the eleven status types, as on the wire (clause TYPE-1). */
export type StatusType = (typeof STATUS_TYPES)[number];

/** What a person is shown of a status type. */
export interface StatusTypeInfo {
  readonly label: string;
  readonly description: string;
}

/** The label and description of every status type (clause TYPE-1). */
export const STATUS_TYPE_INFO: Readonly<Record<StatusType, StatusTypeInfo>> = {
  available: { label: 'Available', description: 'Present and ready to take a call.' },
  unavailable: { label: 'Unavailable', description: 'Not to be reached at the moment.' },
  away: { label: 'Away', description: 'Away from the desk for a short while.' },
  xa: { label: 'Extended Away', description: 'Away for longer: out of the office, on a trip, on leave.' },
  dnd: { label: 'Do Not Disturb', description: 'Present, and not to be disturbed.' },
  chat: { label: 'Free to Chat', description: 'Present, and glad to talk.' },
  altblue: { label: 'Blue', description: 'A blue icon whose meaning the organisation chooses.' },
  altgreen: { label: 'Green', description: 'A green icon whose meaning the organisation chooses.' },
  altpink: { label: 'Pink', description: 'A pink icon whose meaning the organisation chooses.' },
  altpurple: { label: 'Purple', description: 'A purple icon whose meaning the organisation chooses.' },
  altred: { label: 'Red', description: 'A red icon whose meaning the organisation chooses.' },
};

/** Whether a value is one of the eleven status types, in exactly the wire's spelling (clause TYPE-1). */
export function isStatusType(value: unknown): value is StatusType {
  return STATUS_TYPES.some((type) => type === value);
}
