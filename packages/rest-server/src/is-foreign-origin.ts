/**
 * Whether a page of another site asks: its `Origin` names another host than the one that is asked. A browser would send
 * it along with credentials that a person once typed for that host, and no rule of the browser keeps pages from opening
 * WebSockets elsewhere. Programs that send no `Origin`, or the address that they ask, are no such pages.
 */
export function isForeignOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return false;
  const asking = URL.parse(origin);
  // By the scheme of the origin, whose default port may be left out in either.
  const asked = URL.parse(`${asking?.protocol}//${host}`);
  return asking === null || asking.host === '' || asking.host !== asked?.host;
}
