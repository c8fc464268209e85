import type { Writable } from 'node:stream';
import { exitCodes } from '../core/runtime/exit-codes.js';

export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** The reason of an abort that a person or a service manager asked for. */
export class Interruption extends DOMException {
  constructor(readonly signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`, 'AbortError');
  }
}

/**
 * The first SIGINT or SIGTERM aborts, so that the command stops cleanly; the second ends the
 * process at once, which is safe because nothing is ever half done in the database. Returns the
 * function that stops listening.
 */
export function listenForSignals(options: {
  signals: SignalSource;
  aborter: AbortController;
  stderr: Writable;
  exit: (code: number) => void;
  quiet: boolean;
}): () => void {
  const { signals, aborter, stderr, exit, quiet } = options;
  function handle(signal: 'SIGINT' | 'SIGTERM'): void {
    if (aborter.signal.aborted) {
      exit(exitCodes.interrupted);
      return;
    }
    if (!quiet) stderr.write('stopping; once more to stop at once\n');
    aborter.abort(new Interruption(signal));
  }
  const onInterrupt = () => handle('SIGINT');
  const onTerminate = () => handle('SIGTERM');
  signals.on('SIGINT', onInterrupt);
  signals.on('SIGTERM', onTerminate);
  return () => {
    signals.off('SIGINT', onInterrupt);
    signals.off('SIGTERM', onTerminate);
  };
}
