import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { annulScan } from '../../src/core/attendance/annul-scan.js';
import { minute, openVenue, requestAt, scan, type Venue } from '../core/attendance/sample-scans.js';
import { makeEvent } from '../core/events/sample-event.js';
import { join as register } from '../core/participants/sample-participant.js';
import {
  createPlace,
  describeEachEngine,
  openTestContext,
  type TestPlace,
} from '../support/database.js';
import { runInProcess } from '../support/run-main.js';
import { tempFolder } from '../support/temp.js';

interface ListedScan {
  scanId: string;
  verdict: string;
  [field: string]: unknown;
}

/** What a spreadsheet would carry out, if it were not kept from it. */
const formula = '=HYPERLINK("http://example.com","x")';

describeEachEngine('evm attendance', (engine) => {
  let place: TestPlace;
  let venue: Venue;
  let empty: string;
  beforeAll(async () => {
    place = await createPlace(engine);
    const context = await openTestContext(place);
    venue = await openVenue(context);
    const odd = await register(context, venue.event, { name: formula });
    const gateId = venue.gates[1].id;
    const requests = [
      requestAt(venue, { scanId: 'b-came', direction: 'in' }),
      requestAt(venue, { scanId: 'd-again', timestamp: minute(2) }),
      requestAt(venue, { scanId: 'a-odd', participantId: odd.id, gateId, method: 'manual' }),
      requestAt(venue, { scanId: 'c-nobody', ticket: 'AAAA-AAAA-AAAA', gateId }),
      requestAt(venue, { scanId: 'e-nowhere', gate: 'G9', method: 'ble_auto' }),
    ];
    // One after the other: the newest is the one that came last.
    for (const request of requests) await scan(context, venue.event, [request]);
    await annulScan(context, { eventId: venue.event.id, scanId: 'a-odd' });
    ({ slug: empty } = await makeEvent(context));
    await context.close();
  });
  afterAll(async () => await place?.remove());

  async function evm(argv: string[], event = venue.event.slug, cwd = place.home) {
    return await runInProcess(['attendance', ...argv, '--event', event], { env: place.env, cwd });
  }
  async function scansOf(...argv: string[]): Promise<ListedScan[]> {
    const run = await evm([...argv, '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    return (run.json() as { scans: ListedScan[] }).scans;
  }
  const idsOf = async (...argv: string[]) => (await scansOf(...argv)).map(({ scanId }) => scanId);

  it('lists scans with what became of them, the newest first', async () => {
    expect(await scansOf('list')).toMatchObject([
      { scanId: 'e-nowhere', verdict: 'unknown_gate', gate: null, method: 'ble_auto' },
      { scanId: 'c-nobody', verdict: 'unknown_ticket', gate: 'G2', registrationNumber: null },
      { scanId: 'a-odd', verdict: 'accepted', annulledAt: expect.any(String), name: formula },
      { scanId: 'd-again', verdict: 'duplicate', timestamp: minute(2), recordId: null },
      { scanId: 'b-came', verdict: 'accepted', annulledAt: null, registrationNumber: 1 },
    ]);
    expect(await idsOf('list', '--limit', '2')).toEqual(['e-nowhere', 'c-nobody']);
    const { stdout } = await evm(['list']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(/^2030-12-01 09:00:00 +#1 +홍길동 +unknown_gate +ble_auto$/);
    expect(lines[3]).toMatch(/ G2 +#2 .* annulled +manual$/);
    expect(lines[5]).toMatch(/^2030-12-01 09:00:00 +G1 +#1 +홍길동 +accepted +qr_scan$/);
  });

  it('lists those at one gate, with one verdict, or both', async () => {
    expect(await idsOf('list', '--gate', 'G1')).toEqual(['d-again', 'b-came']);
    expect(await idsOf('list', '--gate', 'g2')).toEqual(['c-nobody', 'a-odd']);
    expect(await idsOf('list', '--gate', venue.gates[1].id)).toEqual(['c-nobody', 'a-odd']);
    expect(await idsOf('list', '--verdict', 'accepted')).toEqual(['a-odd', 'b-came']);
    expect(await idsOf('list', '--gate', 'G1', '--verdict', 'accepted')).toEqual(['b-came']);
    expect(await idsOf('list', '--verdict', 'accepted', '--limit', '1')).toEqual(['a-odd']);
    const { stdout } = await evm(['list', '--gate', 'G1', '--verdict', 'waitlisted']);
    expect(stdout).toBe(`no scans at ${venue.event.slug}\n`);
  });

  it('refuses a gate, a verdict and a number that there are not', async () => {
    const refused = async (...argv: string[]) => {
      const { exitCode, stderr } = await evm(['list', ...argv]);
      return [exitCode, /\((\w+)\)/.exec(stderr)?.[1]];
    };
    expect(await refused('--gate', 'G7')).toEqual([4, 'GATE_NOT_FOUND']);
    expect(await refused('--verdict', 'late')).toEqual([2, 'USAGE']);
    expect(await refused('--limit', '0')).toEqual([2, 'USAGE']);
  });

  it('exports all scans as JSON, each as it is listed', async () => {
    const listed = await scansOf('list');
    const byId = listed.sort((one, other) => (one.scanId < other.scanId ? -1 : 1));
    const run = await evm(['export']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toEqual({ scans: byId });
    expect((await evm(['export', '--json'])).stdout).toBe(run.stdout);
  });

  it('exports all scans as a workbook, none of whose cells is a formula', async () => {
    const cwd = tempFolder();
    const run = await evm(['export', '--out', 'scans.xlsx', '--json'], venue.event.slug, cwd);
    expect(run.exitCode, run.stderr).toBe(0);
    const file = join(cwd, 'scans.xlsx');
    expect(run.json()).toEqual({ export: { event: venue.event.slug, file, rows: 5 } });
    const scans = new Map((await scansOf('list')).map((scan) => [scan.scanId, scan]));
    const row = (scanId: string, ...cells: unknown[]) => {
      const { verdict, timestamp, receivedAt } = scans.get(scanId) as ListedScan;
      return [scanId, verdict, timestamp, receivedAt, ...cells];
    };
    const annulledAt = scans.get('a-odd')?.annulledAt;
    expect(await readSheet(file)).toEqual([
      [
        ...['scan_id', 'verdict', 'timestamp', 'received_at', 'gate', 'method', 'direction'],
        ...['registration_number', 'name', 'annulled_at'],
      ],
      row('a-odd', 'G2', 'manual', '', 2, `'${formula}`, annulledAt),
      row('b-came', 'G1', 'qr_scan', 'in', 1, '홍길동', ''),
      row('c-nobody', 'G2', 'qr_scan', '', '', '', ''),
      row('d-again', 'G1', 'qr_scan', '', 1, '홍길동', ''),
      row('e-nowhere', '', 'ble_auto', '', 1, '홍길동', ''),
    ]);
  });

  it('exports an event without scans as a document and a workbook without rows', async () => {
    expect((await evm(['export'], empty)).json()).toEqual({ scans: [] });
    const cwd = tempFolder();
    const { stdout } = await evm(['export', '--out', 'none.xlsx'], empty, cwd);
    expect(stdout).toBe(`✓ 0 scans of ${empty} in ${join(cwd, 'none.xlsx')}\n`);
    expect(await readSheet(join(cwd, 'none.xlsx'))).toHaveLength(1);
  });

  it('exports more scans than are read at once, each of them once', async () => {
    const context = await openTestContext(place);
    const crowded = await openVenue(context);
    const count = 2_001;
    const strangers = Array.from({ length: count }, () =>
      requestAt(crowded, { ticket: 'AAAA-AAAA-AAAA' }),
    );
    await scan(context, crowded.event, strangers);
    await context.close();
    const { scans } = (await evm(['export'], crowded.event.slug)).json() as {
      scans: ListedScan[];
    };
    expect(scans).toHaveLength(count);
    expect(new Set(scans.map(({ scanId }) => scanId)).size).toBe(count);
  });

  it('refuses to export into what is neither .csv nor .xlsx', async () => {
    const { exitCode, stderr } = await evm(['export', '--out', 'scans.json']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the name ends in .csv or .xlsx');
  });
});

async function readSheet(path: string): Promise<unknown[][]> {
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.readFile(path);
  const rows: unknown[][] = [];
  workbook.worksheets[0]?.eachRow((row) => {
    rows.push(Array.from({ length: 10 }, (_, index) => row.getCell(index + 1).value ?? ''));
  });
  return rows;
}
