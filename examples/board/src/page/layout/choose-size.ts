/** How large people are shown: the steps of `board.css`, in its pixels. */
export const SIZES = [
  { name: 'xl', width: 420, height: 112, gap: 12 },
  { name: 'l', width: 350, height: 92, gap: 10 },
  { name: 'm', width: 300, height: 76, gap: 8 },
  { name: 's', width: 250, height: 46, gap: 5 },
  { name: 'xs', width: 200, height: 37, gap: 2 },
] as const;

export type SizeName = (typeof SIZES)[number]['name'];

/** Narrower than this is no wall: there people are read one below the other, however many there are. */
const NARROW = 700;

/** The largest size in which so many people are seen without scrolling; where none is, one that is read well. In pixels. */
export function chooseSize(count: number, width: number, height: number): SizeName {
  if (width < NARROW) return 'm';
  const fitting = SIZES.find((size) => {
    const columns = Math.max(1, Math.floor((width + size.gap) / (size.width + size.gap)));
    return Math.ceil(count / columns) * (size.height + size.gap) - size.gap <= height;
  });
  return fitting?.name ?? 's';
}
