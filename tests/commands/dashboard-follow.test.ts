import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EventView } from '../../src/core/attendance/watch-event.js';
import { followAll } from '../core/attendance/follow-work.js';
import { openVenue, requestAt, scan, type Venue } from '../core/attendance/sample-scans.js';
import { createPlace, openTestContext, type TestContext } from '../support/database.js';
import { gate } from '../support/gate.js';
import { type EvmResult, startEvm } from '../support/run-evm.js';
import { runInProcess } from '../support/run-main.js';
import { hasPostgres } from '../support/test-daemons.js';
import { call, makeKey } from '../workers/attendance-http/running-service.js';

/** `09:00:12  0 of 1 (0.0 %)  0 inside  0 in 15 min, steady`. */
const line = /^\d\d:\d\d:\d\d {2}\d of 1 \(\d+\.\d %\) {2}\d inside {2}\d+ in 15 min, \w+$/;
const nobody = / 0 of 1 \(0\.0 %\) {2}0 inside /;
const everybody = / 1 of 1 \(100\.0 %\) {2}1 inside /;

describe.skipIf(!hasPostgres())('evm dashboard on the database', () => {
  it.each([
    ['in a pipe', []],
    ['with --follow', ['--follow']],
  ])('gives a line for each change until Ctrl-C, %s', async (_, args) => {
    const { context, venue } = await openWorld();
    const dashboard = startDashboard(context, venue, args);
    await dashboard.waitForLine(nobody);
    await come(context, venue);
    await dashboard.waitForLine(everybody);
    dashboard.kill('SIGINT');
    const { stdout, stderr, exitCode } = await dashboard.exit;
    expect(exitCode).toBe(130);
    expect(stderr).toBe(
      'stopping; once more to stop at once\n✗ interrupted: stopped by SIGINT  (INTERRUPTED)\n',
    );
    for (const shown of linesOf(stdout)) expect(shown).toMatch(line);
  });

  it('gives a line of JSON with --json until SIGTERM, for the scan and then for its counting', async () => {
    const { context, venue } = await openWorld();
    const dashboard = startDashboard(context, venue, ['--json']);
    await dashboard.waitForLine(/"lastScans":\[\]/);
    await scan(context, venue.event, [requestAt(venue, { scanId: 'first' })]);
    await dashboard.waitForLine(/"attendedParticipants":0\b.*"scanId":"first"/);
    await followAll(context);
    await dashboard.waitForLine(/"attendedParticipants":1\b.*"scanId":"first"/);
    dashboard.kill('SIGTERM');
    const ended = await dashboard.exit;
    expect(ended.exitCode).toBe(130);
    expect(JSON.parse(ended.stderr)).toMatchObject({ error: { code: 'INTERRUPTED' } });
    expect(viewsOf(ended).at(-1)).toMatchObject({
      event: { slug: venue.event.slug },
      statistics: { overall: { attendedParticipants: 1, inside: 1 } },
      lastScans: [{ scanId: 'first', verdict: 'accepted', gate: 'G1', name: venue.person.name }],
    });
  });

  it('gives lines on a terminal too with --follow, and draws nothing there', async () => {
    const { context, venue } = await openWorld();
    const signals = new EventEmitter();
    const stdout = new PassThrough();
    const lines = createInterface({ input: stdout });
    const { env } = context.place;
    const options = { env, signals, stdout, terminal: true };
    const shown: string[] = [];
    const [empty, full] = [gate<void>(), gate<void>()];
    lines.on('line', (text) => {
      shown.push(text);
      if (nobody.test(text)) empty.open();
      if (everybody.test(text)) full.open();
    });
    const running = runInProcess(['dashboard', venue.event.slug, '--follow'], options);
    await empty.opened;
    await come(context, venue);
    await full.opened;
    signals.emit('SIGINT');
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(130);
    for (const text of shown) expect(text).toMatch(line);
    expect(linesOf(stderr)).toEqual([
      'stopping; once more to stop at once',
      expect.stringContaining('interrupted: stopped by SIGINT'),
    ]);
  });

  async function openWorld() {
    const context = await openTestContext('external');
    onTestFinished(context.close);
    return { context, venue: await openVenue(context) };
  }
});

describe('evm dashboard beside evm up on the embedded database', () => {
  it('tells of a scan that the service took, and ends alone at Ctrl-C', async () => {
    const place = await createPlace('embedded');
    onTestFinished(place.remove);
    const context = await openTestContext(place);
    const venue = await openVenue(context);
    const { key } = await makeKey(context, venue.event);
    await context.close();
    const up = startEvm(['up', '--port', '0'], { place });
    onTestFinished(() => up.kill('SIGKILL'));
    await up.waitForLine(/^other evm commands are carried out through /);
    const serving = await up.waitForLine(/^the attendance service listens at /);
    const service = { url: serving.replace(/^.* at /, '') };
    const dashboard = startDashboard({ place }, venue, ['--follow']);
    await dashboard.waitForLine(nobody);
    const body = requestAt(venue);
    const { status } = await call(service, '/api/v1/attendance/record', { key, body });
    expect(status).toBe(201);
    await dashboard.waitForLine(everybody);
    dashboard.kill('SIGINT');
    const { exitCode, stdout } = await dashboard.exit;
    expect(exitCode).toBe(130);
    for (const shown of linesOf(stdout)) expect(shown).toMatch(line);
    expect((await call(service, '/readyz')).status).toBe(200);
  });
});

function startDashboard(
  { place }: Pick<TestContext, 'place'>,
  { event }: Venue,
  args: readonly string[],
) {
  const dashboard = startEvm(['dashboard', event.slug, ...args], { place });
  onTestFinished(() => dashboard.kill('SIGKILL'));
  return dashboard;
}

/** The venue's person comes, and is counted. */
async function come(context: TestContext, venue: Venue): Promise<void> {
  await scan(context, venue.event, [requestAt(venue)]);
  await followAll(context);
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

function viewsOf({ stdout }: EvmResult): EventView[] {
  return linesOf(stdout).map((document) => JSON.parse(document).view);
}
