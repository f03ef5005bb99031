/** A file of the page, and where on its server it is. */
export interface BoardFile {
  /** `/` for the page itself; a path that changes with the file for all else. */
  readonly path: string;
  /** Its media type. */
  readonly type: string;
  readonly text: string;
}
