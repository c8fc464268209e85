/** An open line to a printer. Whoever opens it closes it, by one of its two ends. */
export interface PrinterLink {
  /** Whether the printer's answers can be read here. */
  readonly answers: boolean;
  /** Resolves when the line has taken the bytes; rejects when it broke or took longer. */
  write(bytes: Uint8Array, withinMs: number): Promise<void>;
  /**
   * What the printer sent since; undefined after so much silence or when `signal` is aborted. Rejects when
   * the line is broken and everything that came before is read.
   */
  read(withinMs: number, signal?: AbortSignal): Promise<Buffer | undefined>;
  /** Ends the line in good order: resolves when all of it has surely been taken, rejects otherwise. */
  finish(withinMs: number): Promise<void>;
  /** Lets go at once. */
  destroy(): void;
}

/** Opens the line to a printer; rejects when it cannot be reached. */
export type OpenLink = () => Promise<PrinterLink>;
