import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPlace, type TestPlace } from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { tempFolder } from '../support/temp.js';
import { hasPostgres } from '../support/test-daemons.js';
import { holdImport } from './hold-import.js';
import { createEvent, readJob, startForTest } from './import-jobs.js';
import { lookInto } from './look-into.js';
import { writeParticipantList } from './participant-list.js';

const event = 'commit-day';

describe.skipIf(!hasPostgres())('a connection cut after COMMIT and before its answer', () => {
  let place: TestPlace;
  let proxy: TcpProxy;
  beforeEach(async () => {
    place = await createPlace('external');
    proxy = await startTcpProxy(place.databaseUrl as string);
    await createEvent(place, event);
  });
  afterEach(async () => {
    await proxy.close();
    await place.remove();
  });

  it('ends a foreground import with a clear error; given again, it says that all is done', async () => {
    const list = writeParticipantList(tempFolder(), { rows: 60, rejected: 6 });
    const args = ['import', list, '--event', event, '--json'];
    const cut = proxy.cutAfterCommit();
    const first = await runEvm(args, { place, env: throughProxy() });
    await cut;
    expect(first.exitCode, first.stderr).toBe(6);
    expect(JSON.parse(first.stderr)).toMatchObject({ error: { code: 'DATABASE_UNAVAILABLE' } });

    const second = await runEvm(args, { place });
    expect(second.exitCode, second.stderr).toBe(3);
    expect(second.json.import).toMatchObject({
      status: 'already_imported',
      counts: { total: 60, created: 0, unchanged: 54, rejected: 6 },
    });
    expect(await violations()).toEqual([]);
  });

  it('makes a worker do nothing twice', async () => {
    const list = writeParticipantList(tempFolder(), { rows: 60, rejected: 6 });
    const submitted = await runEvm(['import', list, '--event', event, '--detach'], { place });
    expect(submitted.exitCode, submitted.stderr).toBe(0);
    const held = await holdImport(place.databaseUrl as string, { event, number: 30 });
    const worker = startForTest(['worker', '--once'], { place, env: throughProxy() });
    await held.reached();
    const cut = proxy.cutAfterCommit();
    await held.release();
    await cut;
    const { exitCode, stderr } = await worker.exit;

    expect(exitCode, stderr).toBe(0);
    expect(await readJob(place)).toMatchObject({ status: 'completed', attempts: 0, crashes: 0 });
    expect(await violations()).toEqual([]);
  });

  function throughProxy(): Record<string, string> {
    return { DATABASE_URL: proxy.urlOf(place.databaseUrl as string) };
  }

  async function violations(): Promise<string[]> {
    return (await lookInto(place)).violations;
  }
});
