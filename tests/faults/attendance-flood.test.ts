import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPlace, openTestContext } from '../support/database.js';
import { hasPostgres } from '../support/test-daemons.js';
import { call } from '../workers/attendance-http/running-service.js';
import { makeAttendanceWorld, serve, stopService } from './attendance-world.js';
import type { ScanTarget } from './scan-clients.js';

const megabyte = 1024 * 1024;
const path = '/api/v1/attendance/batch';
/** Just below what a batch may be, so that all of it is taken in. */
const largest = 2 * megabyte - 1024;
const ofAKind = 20;
const rounds = 3;

describe.skipIf(!hasPostgres())('a service that is flooded with what is no scan', () => {
  it('refuses it all, stores nothing, and needs no more memory for it in the end', async () => {
    const place = await createPlace('external');
    onTestFinished(async () => await place.remove());
    const { venue, target } = await makeAttendanceWorld(place, 1);
    const service = await serve(target, { place });
    // What a process grows to once, it may keep.
    await flood(target);
    const before = await residentMegabytes(target);
    let received = 0;
    for (let round = 0; round < rounds; round++) received += await flood(target);
    let growth = (await residentMegabytes(target)) - before;
    // When memory is given back is the collector's affair; what is kept would grow with what comes.
    for (let more = 0; more < rounds && growth >= received / megabyte / 4; more++) {
      received += await flood(target);
      growth = (await residentMegabytes(target)) - before;
    }
    process.stderr.write(
      `[faults] flood: ${Math.round(received / megabyte)} MB of bodies, ` +
        `${Math.round(before)} MB before, ${Math.round(growth)} MB more after\n`,
    );
    expect(received / megabyte).toBeGreaterThan(300);
    expect(growth).toBeLessThan(received / megabyte / 4);
    const context = await openTestContext(place);
    const stored = await context.database.knex('scans').where({ event_id: venue.event.id });
    await context.close();
    expect(stored).toEqual([]);
    await stopService(service);
  });
});

/** Sends every kind of bad body, a number of each at the same time. Returns the bytes that were taken. */
async function flood(target: ScanTarget): Promise<number> {
  const half = '['.repeat(largest / 2);
  const slow = await many(async () => await begin(target, { length: largest, text: half }));
  let received = ofAKind * half.length;
  for (const [text, status] of bodies) {
    const send = async () => await call(target, path, { key: target.key, body: text });
    const answers = await many(send);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
    received += ofAKind * Buffer.byteLength(text);
  }
  const giants = await many(
    async () => await begin(target, { length: 4_000 * megabyte, text: half }),
  );
  expect(await Promise.all(giants.map(statusOf))).toEqual(giants.map(() => '413'));
  for (const socket of slow) socket.destroy();
  return received;
}

const bodies: readonly [text: string, status: number][] = [
  ['['.repeat(largest), 400],
  [`[{"scanId":"${'x'.repeat(largest - 50)}"}]`, 200],
  [`"${'김'.repeat(largest / 3 - 10)}"`, 400],
  [`[${'{},'.repeat(900)}{}]`, 200],
];

async function many<Result>(act: () => Promise<Result>): Promise<Result[]> {
  return await Promise.all(Array.from({ length: ofAKind }, act));
}

/** Announces a body and begins it; resolves when that has been sent. */
async function begin(
  { url, key }: ScanTarget,
  { length, text }: { length: number; text: string },
): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // A service that will not read on may reset the connection.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const head =
    `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
  await new Promise((resolve) => socket.write(head + text, resolve));
  return socket;
}

async function statusOf(socket: Socket): Promise<string | undefined> {
  let heard = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    heard += chunk;
    socket.destroy();
  });
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return /^HTTP\/1\.1 (\d+)/.exec(heard)?.[1];
}

async function residentMegabytes(target: ScanTarget): Promise<number> {
  const { text } = await call(target, '/metrics');
  const bytes = Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
  expect(bytes).toBeGreaterThan(0);
  return bytes / megabyte;
}
