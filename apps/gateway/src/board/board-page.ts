import { type Asset, createAsset } from '../graphiql/assets.ts';

/** The board and everything that it loads, by path; all of it comes from the gateway itself. */
export type BoardPage = ReadonlyMap<string, Asset>;

/** Makes the page; its files are read only now, because most gateways are never asked for them. */
export async function createBoardPage(): Promise<BoardPage> {
  const { readBoard } = await import('@live-status/board');
  const files = await readBoard();
  return new Map(files.map(({ path, type, text }) => [path, createAsset(type, text)]));
}
