import { expect, onTestFinished } from 'vitest';
import { openVenue, type Venue } from '../core/attendance/sample-scans.js';
import { registerPeople } from '../core/events/sample-event.js';
import { openTestContext, type TestPlace } from '../support/database.js';
import { type EvmOptions, type RunningEvm, startEvm } from '../support/run-evm.js';
import { makeKey } from '../workers/attendance-http/running-service.js';
import { findAttendanceViolations } from './find-attendance-violations.js';
import type { ScanClients, ScanTarget } from './scan-clients.js';

/** An event with two gates and so many people, and a key to scan with. */
export interface AttendanceWorld {
  venue: Venue;
  /** Its address is that of the newest service. */
  target: ScanTarget;
}

export async function makeAttendanceWorld(
  place: TestPlace,
  people: number,
): Promise<AttendanceWorld> {
  const context = await openTestContext(place);
  try {
    const venue = await openVenue(context);
    const others = await registerPeople(context, venue.event, people - 1);
    const { key } = await makeKey(context, venue.event);
    const participantIds = [venue.person, ...others].map(({ id }) => id);
    const gates = venue.gates.map(({ code }) => code);
    return { venue, target: { url: 'http://127.0.0.1:1', key, participantIds, gates } };
  } finally {
    await context.close();
  }
}

/** `evm serve` as a process of its own on a free port; ended with the test at the latest. */
export function launchService(options: EvmOptions): RunningEvm {
  const env = { EVM_HTTP_RATE_PER_KEY: '0', EVM_HTTP_RATE_PER_ADDRESS: '0', ...options.env };
  const running = startEvm(['serve', '--port', '0', '--json'], { ...options, env });
  onTestFinished(() => running.kill('SIGKILL'));
  return running;
}

/** The address at which it listens. Rejects when it ends before. */
export async function addressOf(service: RunningEvm): Promise<string> {
  return JSON.parse(await service.waitForLine(/^\{"url":/)).url;
}

/** Starts a service that the target then points to. */
export async function serve(target: ScanTarget, options: EvmOptions): Promise<RunningEvm> {
  const service = launchService(options);
  target.url = await addressOf(service);
  return service;
}

/** What is wrong: with what the clients were told, with the record, or between the two. */
export async function findServiceViolations(
  place: TestPlace,
  eventId: string,
  { histories, lies }: Pick<ScanClients, 'histories' | 'lies'>,
): Promise<string[]> {
  const context = await openTestContext(place);
  try {
    const { knex } = context.database;
    const rows = await knex('scans')
      .where({ event_id: eventId })
      .select<StoredScan[]>('scan_id', 'verdict', 'record_id');
    const stored = new Map(rows.map((row) => [row.scan_id, row]));
    return [
      ...lies,
      ...[...histories].flatMap(([scanId, history]) => judge(history, stored.get(scanId))),
      ...rows.flatMap(({ scan_id: id }) => (histories.has(id) ? [] : [`${id} was never sent`])),
      ...(await findAttendanceViolations(knex, eventId)),
    ];
  } finally {
    await context.close();
  }
}

/** The verdicts that are stored, sorted, and what is wrong with the record. */
export async function findStored(
  place: TestPlace,
  eventId: string,
): Promise<{ verdicts: string[]; violations: string[] }> {
  const context = await openTestContext(place);
  try {
    const { knex } = context.database;
    const verdicts = await knex('scans').where({ event_id: eventId }).pluck('verdict');
    return { verdicts: verdicts.sort(), violations: await findAttendanceViolations(knex, eventId) };
  } finally {
    await context.close();
  }
}

/** The ids of scans that are stored and whose clients were told nothing. */
export async function findLeftUnanswered(
  place: TestPlace,
  eventId: string,
  { histories }: Pick<ScanClients, 'histories'>,
): Promise<string[]> {
  const context = await openTestContext(place);
  try {
    const stored = await context.database
      .knex('scans')
      .where({ event_id: eventId })
      .pluck('scan_id');
    return stored.filter((id: string) => histories.get(id)?.answers.size === 0);
  } finally {
    await context.close();
  }
}

interface StoredScan {
  scan_id: string;
  verdict: string;
  record_id: string | null;
}

function judge(
  { scan, answers }: { scan: { scanId: string }; answers: ReadonlySet<string> },
  stored: StoredScan | undefined,
): string[] {
  const [answer] = answers;
  if (answer === undefined) return [];
  if (!stored) return [`${scan.scanId} was acknowledged and is not stored`];
  const [verdict, recordId] = answer.split(' ');
  const isSame = verdict === stored.verdict && recordId === (stored.record_id ?? undefined);
  return isSame ? [] : [`${scan.scanId} was answered with another verdict than is stored`];
}

/** Tells in one line how much a run has shown. */
export function tellRun(what: string, { histories, failures }: ScanClients): void {
  const all = [...histories.values()];
  const accepted = all.filter(({ answers }) => [...answers][0]?.startsWith('accepted')).length;
  const again = all.filter(({ unanswered }) => unanswered > 0).length;
  process.stderr.write(
    `[faults] ${what}: ${all.length} scans, ${accepted} accepted, ${again} without an answer at first ` +
      `(${failures.cut} cut, ${failures.unavailable} × 503)\n`,
  );
}

/** That a service ended as it was told to. */
export async function stopService(service: RunningEvm): Promise<void> {
  service.kill('SIGTERM');
  const { exitCode, stderr } = await service.exit;
  expect(exitCode, stderr).toBe(0);
}
