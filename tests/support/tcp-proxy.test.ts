import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';
import { createPostgresDatabase, hasPostgres } from './test-daemons.js';

describe.skipIf(!hasPostgres())('the TCP proxy in front of PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let proxy: TcpProxy;
  const clients: pg.Client[] = [];

  beforeEach(async () => {
    database = await createPostgresDatabase();
    proxy = await startTcpProxy(database.url);
    await (await connect(database.url)).query('create table note (text text)');
  });
  afterEach(async () => {
    await proxy.close();
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
    await database.drop();
  });

  it('forwards both ways when nothing is wrong', async () => {
    const client = await connect(proxy.urlOf(database.url));
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('resets present connections and lets new ones through', async () => {
    const client = await connect(proxy.urlOf(database.url));
    proxy.drop();
    await expect(client.query('select 1')).rejects.toThrow();
    await expect(connect(proxy.urlOf(database.url))).resolves.toBeDefined();
  });

  it('refuses connections until it is told to accept them', async () => {
    proxy.refuse();
    await expect(connect(proxy.urlOf(database.url))).rejects.toThrow();
    proxy.accept();
    await expect(connect(proxy.urlOf(database.url))).resolves.toBeDefined();
  });

  it('holds everything back while frozen and delivers it afterwards', async () => {
    const client = await connect(proxy.urlOf(database.url));
    proxy.freeze();
    let answered = false;
    const answer = client.query('select 1').then(() => {
      answered = true;
    });
    // A whole round trip past the proxy: time enough for an answer, were it forwarded.
    await (await connect(database.url)).query('select 1');
    expect(answered).toBe(false);
    proxy.thaw();
    await answer;
  });

  it('cuts a connection in the middle of an answer', async () => {
    const client = await connect(proxy.urlOf(database.url));
    proxy.cutAfterBytes('client', 1_000);
    await expect(client.query("select repeat('x', 100000)")).rejects.toThrow();
  });

  it('lets a COMMIT happen and keeps its answer back', async () => {
    const client = await connect(proxy.urlOf(database.url));
    await client.query('begin');
    await client.query("insert into note values ('a word like commit does not count')");
    const cut = proxy.cutAfterCommit();
    await expect(client.query('commit')).rejects.toThrow();
    await cut;
    const { rows } = await (await connect(database.url)).query('select count(*)::int from note');
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('lets a statement happen and keeps its answer back', async () => {
    const client = await connect(proxy.urlOf(database.url));
    await client.query("insert into note values ('another statement is answered')");
    const cut = proxy.cutAfterStatement('note-write');
    const insert = { name: 'note-write', text: 'insert into note values ($1)', values: ['lost'] };
    await expect(client.query(insert)).rejects.toThrow();
    await cut;
    const { rows } = await (await connect(database.url)).query('select count(*)::int from note');
    expect(rows).toEqual([{ count: 2 }]);
  });

  async function connect(connectionString: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  }
});
