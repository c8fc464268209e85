import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { liveChannel } from '../../src/core/attendance/live-channel.js';
import { openVenue, requestAt, type Venue } from '../core/attendance/sample-scans.js';
import { registerPeople } from '../core/events/sample-event.js';
import { addressOf, launchService } from '../faults/attendance-world.js';
import { whileLocked } from '../faults/while-locked.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { startRedisDaemon } from '../support/redis-daemon.js';
import { type EvmOptions, runEvm, startEvm } from '../support/run-evm.js';
import { hasPostgres, hasPrivateDaemons } from '../support/test-daemons.js';
import {
  follow,
  type LiveConnection,
  sequencesOf,
} from '../workers/attendance-http/live-connection.js';
import { call, makeKey, openSilently } from '../workers/attendance-http/running-service.js';

const record = '/api/v1/attendance/record';
const scopes = ['attendance:write', 'attendance:read'] as const;

interface World {
  place: TestPlace;
  venue: Venue;
  key: string;
  /** Registered, beside the venue's person. */
  others: { id: string }[];
}

async function makeWorld(): Promise<World> {
  const place = await createPlace('external');
  onTestFinished(async () => await place.remove());
  const context = await openTestContext(place);
  const venue = await openVenue(context);
  const others = await registerPeople(context, venue.event, 1);
  const { key } = await makeKey(context, venue.event, { scopes });
  await context.close();
  // With the schema of the queue, which the workers need.
  const { exitCode, stderr } = await runEvm(['db', 'migrate'], { place });
  expect(exitCode, stderr).toBe(0);
  return { place, venue, key, others };
}

describe.skipIf(!hasPostgres())('two evm serve on one PostgreSQL', () => {
  it('tell the same of a scan, with the same number, whichever of them took it', async () => {
    await findSameTold(await makeWorld());
  });

  it.skipIf(!hasPrivateDaemons())('tell the same when they hear of it on Redis', async () => {
    const redis = await startRedisDaemon();
    onTestFinished(redis.remove);
    const env = { EVM_REDIS_URL: redis.url };
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const rung: string[] = [];
    const own = client.duplicate();
    onTestFinished(() => own.disconnect());
    own.on('message', (_channel, eventId) => rung.push(eventId));
    await own.subscribe(liveChannel);
    const world = await makeWorld();
    await findSameTold(world, env, async () => {
      await eventually('both services and the test listen on Redis', async () => {
        const [, count] = await client.pubsub('NUMSUB', liveChannel);
        return Number(count) === 3 ? true : undefined;
      });
    });
    expect(new Set(rung)).toEqual(new Set([world.venue.event.id]));
  });

  /** A scan is posted to each of two services; both of them tell of both. */
  async function findSameTold(
    { place, venue, key, others }: World,
    env: EvmOptions['env'] = {},
    untilHearing: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const options = { place, env };
    const processes = [launchService(options), launchService(options)];
    const worker = startEvm(['worker', '--only', 'attendance'], options);
    onTestFinished(() => worker.kill('SIGKILL'));
    const services = await Promise.all(
      processes.map(async (service) => ({ url: await addressOf(service) })),
    );
    await worker.waitForLine(/^the workers listen: attendance$/);
    await untilHearing();
    const eventId = venue.event.id;
    const lives = await Promise.all(
      services.map(async (service) => await follow(service, { key, eventId })),
    );
    const people = [venue.person, ...others];
    for (const [at, service] of services.entries()) {
      const participantId = people[at]?.id as string;
      const body = requestAt(venue, { participantId, scanId: `scan-${at}` });
      const answer = await call(service, record, { key, body });
      expect(answer.status, answer.text).toBe(201);
      for (const live of lives) {
        await live.until((told) => told.participantId === participantId);
        await live.until(({ type, records }) => type === 'stats_updated' && records === at + 1);
      }
      // Whoever asks the other one is told what this one has recorded.
      for (const asked of services) {
        const again = await call(asked, record, { key, body });
        expect(again.headers.get('idempotent-replayed')).toBe('true');
        expect(again.body).toEqual(answer.body);
        const stats = await call(asked, `/api/v1/events/${eventId}/stats`, { key });
        expect(stats.body.overall).toMatchObject({ attendedParticipants: at + 1 });
      }
    }
    const [here, there] = lives.map(eventsOf);
    expect(there).toEqual(here);
    const [first = 0] = sequencesOf(lives[0] as LiveConnection);
    expect(here?.map(({ sequence }) => sequence)).toEqual([first, first + 1, first + 2, first + 3]);
    for (const { socket } of lives) socket.terminate();
    for (const running of [...processes, worker]) {
      running.kill('SIGTERM');
      const { exitCode, stderr } = await running.exit;
      expect(exitCode, stderr).toBe(0);
    }
  }
});

describe.skipIf(!hasPostgres())('evm serve that is told to stop', () => {
  it('is no longer ready while it still answers what it has, and ends well then', async () => {
    const { place, venue, key } = await makeWorld();
    const running = startEvm(['serve', '--port', '0'], {
      place,
      // Whatever the end waits for in vain, it waits for as long as this test may take.
      env: { EVM_WORKER_GRACE_SECONDS: '3600' },
    });
    onTestFinished(() => running.kill('SIGKILL'));
    const line = await running.waitForLine(/^the attendance service listens at /);
    const service = { url: line.replace(/^.* at /, '') };
    expect((await call(service, '/readyz')).status).toBe(200);
    const asking = beginRequest(service, '/readyz');
    const silent = await openSilently(service);
    // The scan waits for the row of its check-in, so that it is under way for as long as the test says.
    const lock = `INSERT INTO checkins (participant_id) VALUES ('${venue.person.id}')`;
    const answer = await whileLocked(place, lock, async (sleepers) => {
      const recording = call(service, record, { key, body: requestAt(venue) });
      recording.catch(() => undefined);
      await sleepers(1);
      running.kill('SIGTERM');
      await running.waitForLine(/^stopping; /);
      await silent.ended;
      const ready = await asking.finish();
      expect(ready).toMatch(/^HTTP\/1\.1 503 /);
      expect(ready).toMatch(/^retry-after: [1-9]/im);
      expect(ready).toContain('urn:evm:problem:draining');
      return async () => await recording;
    });
    expect(answer.status, answer.text).toBe(201);
    const { exitCode, stderr } = await running.exit;
    expect(exitCode, stderr).toBe(0);
    await expect(call(service, '/readyz')).rejects.toThrow('fetch failed');
  });
});

/** What was told of the event, in its order. */
function eventsOf({ messages }: LiveConnection) {
  return messages.filter(({ type }) => ['checkin_updated', 'stats_updated'].includes(type));
}

/** A request that is sent but for its end: a connection on which nothing goes on would be closed. */
function beginRequest({ url }: { url: string }, path: string): { finish(): Promise<string> } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.setEncoding('utf8');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n`);
  return {
    async finish() {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      const ended = new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.once('close', () => resolve());
      });
      socket.write('\r\n');
      await ended;
      return text;
    },
  };
}
