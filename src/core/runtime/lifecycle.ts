/** Something opened that has to be closed again. */
export interface Closable {
  close(): Promise<void>;
}

/**
 * Closes what a process has opened, in reverse order of opening. Every closer runs even when one
 * fails; the first failure is thrown at the end, so that no handle is leaked by another's fault.
 */
export class Lifecycle implements Closable {
  #closers: Array<() => Promise<void> | void> = [];
  #closing: Promise<void> | undefined;

  defer(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  /** Safe to call more than once; later calls wait for the first. */
  async close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return await this.#closing;
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.reverse()) {
      try {
        await close();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
