/** The clauses that a test's title begins with: `SET-4 …`, or `PATH-1 and PATH-2 …`. */
export function titleClauses(title: string): string[] {
  const [beginning = ''] = /^[A-Z]+-\d+(?: and [A-Z]+-\d+)*(?= )/.exec(title) ?? [];
  return beginning === '' ? [] : beginning.split(' and ');
}
