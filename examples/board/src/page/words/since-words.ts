const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A time of the day, and the day unless it is today. Times as Unix timestamps in milliseconds. */
export function sinceWords(sinceMs: number, nowMs: number): string {
  const isToday = new Date(sinceMs).toDateString() === new Date(nowMs).toDateString();
  return (isToday ? TIME : DAY_AND_TIME).format(sinceMs);
}
