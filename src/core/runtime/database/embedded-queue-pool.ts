import { AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import type { Pool, PoolClient, QueryResult } from 'pg';

/**
 * The embedded database as BullMQ's PostgreSQL backend expects it: something like `pg.Pool`.
 *
 * The real pool has one client, and the backend keeps one for LISTEN for ever. So what `connect`
 * gives here holds no session: each statement borrows the client for itself, a transaction keeps it
 * from BEGIN to its end, and LISTEN is PGlite's own.
 */
export function createQueuePool(pool: Pool, pglite: PGlite): object {
  const session = new QueueSession(pool, pglite);
  return Object.assign(new EventEmitter(), {
    // A connection inside the process cannot drop, so a listener need not be polled either.
    options: { keepAlive: true },
    connect: async () => new QueueClient(session),
    query: async (text: string, values?: unknown[]) =>
      await new QueueClient(session).query(text, values),
    end: async () => undefined,
  });
}

/** The one session: its tables are named without their schema by the backend's statements. */
class QueueSession {
  readonly #pool: Pool;
  readonly #pglite: PGlite;
  #prepared = false;

  constructor(pool: Pool, pglite: PGlite) {
    this.#pool = pool;
    this.#pglite = pglite;
  }

  async acquire(): Promise<PoolClient> {
    const client = await this.#pool.connect();
    if (this.#prepared) return client;
    // Our tables first. The backend creates nothing at run time where jobs bring their own ids.
    await client.query('SET search_path = public, bullmq');
    this.#prepared = true;
    return client;
  }

  /** Subscribes between the statements of others: inside a transaction it would end with it. */
  async listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>> {
    // A notification arrives in the midst of somebody's statement; the listener is none of theirs.
    const heard = AsyncResource.bind(hear);
    const unlisten = await this.#alone(async () => await this.#pglite.listen(channel, heard));
    return async () => await this.#alone(async () => await unlisten());
  }

  async #alone<Result>(act: () => Promise<Result>): Promise<Result> {
    const client = await this.acquire();
    try {
      return await act();
    } finally {
      client.release();
    }
  }
}

class QueueClient extends EventEmitter {
  readonly #session: QueueSession;
  readonly #unlisteners = new Map<string, () => Promise<void>>();
  #transaction: PoolClient | undefined;

  constructor(session: QueueSession) {
    super();
    this.#session = session;
  }

  async query(text: string, values?: unknown[]): Promise<QueryResult> {
    const statement = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim();
    const listen = /^(un)?listen\s+"?([^\s";]+)"?/i.exec(statement);
    if (listen) return await this.#listen(listen[2] as string, listen[1] !== undefined);
    if (this.#transaction) return await this.#continue(this.#transaction, statement, text, values);
    const client = await this.#session.acquire();
    if (/^(begin|start transaction)\b/i.test(statement)) {
      this.#transaction = client;
      return await this.#continue(client, statement, text, values);
    }
    try {
      return await client.query(text, values);
    } finally {
      client.release();
    }
  }

  /** The backend returns or destroys its client; a transaction left open is undone. */
  release(): void {
    const client = this.#transaction;
    this.#transaction = undefined;
    if (client) {
      client.query('ROLLBACK').then(
        () => client.release(),
        (error: Error) => client.release(error),
      );
    }
    for (const unlisten of this.#unlisteners.values()) unlisten().catch(() => undefined);
    this.#unlisteners.clear();
  }

  async #continue(client: PoolClient, statement: string, text: string, values?: unknown[]) {
    try {
      return await client.query(text, values);
    } finally {
      if (/^(commit|rollback|end)\b/i.test(statement)) {
        this.#transaction = undefined;
        client.release();
      }
    }
  }

  async #listen(channel: string, stop: boolean): Promise<QueryResult> {
    if (stop) {
      await this.#unlisteners.get(channel)?.();
      this.#unlisteners.delete(channel);
    } else if (!this.#unlisteners.has(channel)) {
      const unlisten = await this.#session.listen(channel, (payload) =>
        this.emit('notification', { channel, payload }),
      );
      this.#unlisteners.set(channel, unlisten);
    }
    return { rows: [], rowCount: 0, command: 'LISTEN', oid: 0, fields: [] };
  }
}
