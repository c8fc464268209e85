import pg from 'pg';
import type { Closable } from '../lifecycle.js';
import type { Logger } from '../logger.js';

/** A connection that was lost is made again after that, and twice as long each time, up to half a minute. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * LISTENs on a connection of its own, which is made anew when it is lost; what was notified meanwhile is
 * lost. Returns once the first attempt has ended, however it did.
 */
export async function listenToPostgres(
  { connectionString, logger }: { connectionString: string; logger: Logger },
  channel: string,
  hear: (payload: string) => void,
): Promise<Closable> {
  let isClosed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;

  async function open(): Promise<void> {
    const opened = new pg.Client({
      connectionString,
      application_name: 'evm live',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client = opened;
    opened.on('error', (err) => logger.debug({ err }, 'a listening connection failed'));
    opened.on('notification', ({ payload }) => hear(payload ?? ''));
    try {
      await opened.connect();
      opened.once('end', again);
      await opened.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      pauseMs = firstPauseMs;
    } catch (err) {
      logger.debug({ err }, 'the database cannot be listened to');
      opened.off('end', again);
      // Not waited for: a connection that was never made may never end.
      void opened.end().catch(() => undefined);
      again();
    }
  }

  function again(): void {
    if (isClosed) return;
    timer = setTimeout(() => void open(), pauseMs);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }

  await open();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
