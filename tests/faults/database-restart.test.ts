import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type PostgresDaemon,
  startPostgresDaemon,
  withoutSync,
} from '../support/postgres-daemon.js';
import { runEvm } from '../support/run-evm.js';
import { secondsSince } from '../support/seconds-since.js';
import { tempFolder } from '../support/temp.js';
import { hasPrivateDaemons } from '../support/test-daemons.js';
import { holdImport } from './hold-import.js';
import { createEvent, jobWith, startForTest } from './import-jobs.js';
import { lookInto } from './look-into.js';
import { writeParticipantList } from './participant-list.js';
import { createPrivatePlace } from './private-place.js';

const rows = 6_000;
const event = 'restart-day';

describe.skipIf(!hasPrivateDaemons())(
  'a PostgreSQL that crashes in the middle of an import',
  () => {
    let daemon: PostgresDaemon;
    beforeAll(async () => {
      daemon = await startPostgresDaemon(withoutSync);
    });
    afterAll(async () => await daemon?.remove());

    it('ends a foreground import cleanly; nothing is half done, and it can be given again', async () => {
      const place = await createPrivatePlace(daemon, 'foreground');
      await createEvent(place, event);
      const list = writeParticipantList(tempFolder(), { rows, rejected: 0 });
      const args = ['import', list, '--event', event, '--json'];
      const held = await holdImport(place.databaseUrl, { event, number: 3_000 });
      const running = startForTest(args, { place });
      await held.reached();
      await daemon.stop('immediate');
      await held.release();
      const { exitCode, stdout, stderr } = await running.exit;
      await daemon.start();

      expect(exitCode, stderr).toBe(6);
      expect(stdout).toBe('');
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'DATABASE_UNAVAILABLE' } });
      expect(await lookInto(place)).toEqual({ violations: [], events: 1, people: 0, imports: 0 });
      const again = await runEvm(args, { place });
      expect(again.exitCode, again.stderr).toBe(0);
      expect(again.json.import.counts).toMatchObject({ total: rows, created: rows });
      expect(await lookInto(place)).toEqual({
        violations: [],
        events: 1,
        people: rows,
        imports: 1,
      });
    });

    it('is survived by a worker, which finishes its import once', async () => {
      const place = await createPrivatePlace(daemon, 'worker');
      await createEvent(place, event);
      const list = writeParticipantList(tempFolder(), { rows, rejected: 0 });
      const submitted = await runEvm(['import', list, '--event', event, '--detach'], { place });
      expect(submitted.exitCode, submitted.stderr).toBe(0);
      const held = await holdImport(place.databaseUrl, { event, number: 3_000 });
      const worker = startForTest(['worker'], { place });
      await held.reached();
      await daemon.stop('immediate');
      await held.release();
      await daemon.start();
      const startedAt = performance.now();
      await jobWith(
        place,
        ({ crashes, attempts, state }) => crashes + attempts === 1 && state !== 'pending',
      );
      const begunAfter = secondsSince(startedAt);
      const job = await jobWith(place, ({ status }) => status === 'completed');
      const doneAfter = secondsSince(startedAt);
      worker.kill('SIGTERM');
      const { exitCode, stderr } = await worker.exit;

      expect(exitCode, stderr).toBe(0);
      expect(job.crashes + job.attempts, 'tries before the one that did it').toBe(1);
      expect(await lookInto(place)).toEqual({
        violations: [],
        events: 1,
        people: rows,
        imports: 1,
      });
      process.stderr.write(
        `[faults] database restarted: import done ${doneAfter.toFixed(1)} s later\n`,
      );
      expect(begunAfter).toBeLessThan(60);
    });
  },
);
