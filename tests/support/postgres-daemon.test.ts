import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresDaemon, startPostgresDaemon } from './postgres-daemon.js';
import { hasPrivateDaemons } from './test-daemons.js';

describe.skipIf(!hasPrivateDaemons())('a private PostgreSQL server', () => {
  let daemon: PostgresDaemon;
  beforeAll(async () => {
    daemon = await startPostgresDaemon({ max_connections: '20' });
  });
  afterAll(() => daemon?.remove());

  it('has durable settings, UTF-8 and the given options', async () => {
    expect(await value('show fsync')).toBe('on');
    expect(await value('show server_encoding')).toBe('UTF8');
    expect(await value('show max_connections')).toBe('20');
  });

  it.each(['immediate', 'kill', 'fast'] as const)(
    'keeps what was committed over a stop by %s and listens on the same port again',
    async (mode) => {
      await value(`create table kept_${mode} as select 1 as one`);
      const before = daemon.url;
      await daemon.stop(mode);
      await expect(value('select 1')).rejects.toThrow(/ECONNREFUSED/);
      await daemon.start();
      expect(daemon.url).toBe(before);
      expect(await value(`select one from kept_${mode}`)).toBe(1);
    },
  );

  async function value(sql: string): Promise<unknown> {
    const client = new pg.Client({ connectionString: daemon.url });
    await client.connect();
    try {
      const { rows } = await client.query({ text: sql, rowMode: 'array' });
      return rows[0]?.[0];
    } finally {
      await client.end();
    }
  }
});
