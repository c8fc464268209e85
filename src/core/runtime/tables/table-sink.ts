/** A cell as a file format takes it: already guarded, never `undefined`. */
export type PlainCell = string | number | boolean;

/** Writes the rows of one table into a new file of one format. */
export interface TableSink {
  /** Resolves when more rows may come. */
  write(rows: readonly PlainCell[][]): Promise<void>;
  /** Completes the file and makes it durable. */
  finish(): Promise<void>;
  /** Lets go of the file, whatever is in it. */
  destroy(): Promise<void>;
}
