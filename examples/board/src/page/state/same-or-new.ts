/** Lists anew, but gives the last list again where it would be the same: nobody is told of what has not changed. */
export function sameOrNew<Item>(list: () => readonly Item[]): () => readonly Item[] {
  let last: readonly Item[] = [];
  return () => {
    const next = list();
    const isSame = next.length === last.length && next.every((item, index) => item === last[index]);
    if (!isSame) last = next;
    return last;
  };
}
