import type { BoardFile } from './board-file.ts';
import { bundle } from './bundle.ts';

export type { BoardFile } from './board-file.ts';

/** The files of the board, built from its sources now. @throws where they cannot be built. */
export function readBoard(): Promise<readonly BoardFile[]> {
  return bundle();
}
