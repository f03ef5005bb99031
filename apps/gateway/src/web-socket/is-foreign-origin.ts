/**
 * Whether a page of another site asks: its `Origin` names another host than the one that is asked, and is none of those that
 * may call. No rule of the browser keeps pages from opening WebSockets elsewhere. Programs send no `Origin`.
 */
export function isForeignOrigin(
  origin: string | undefined,
  host: string | undefined,
  letIn: readonly string[],
): boolean {
  if (origin === undefined || letIn.includes(origin)) return false;
  const asking = URL.parse(origin);
  // By the scheme of the origin, whose default port may be left out in either.
  const asked = URL.parse(`${asking?.protocol}//${host}`);
  return asking === null || asking.host === '' || asking.host !== asked?.host;
}
