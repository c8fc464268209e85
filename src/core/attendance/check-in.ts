import { performance } from 'node:perf_hooks';
import type { Event, Gate } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { findEventKeys } from '../tickets/find-event-keys.js';
import { annulScan } from './annul-scan.js';
import { attendanceErrors } from './errors.js';
import type { DeskGuest } from './find-guest.js';
import { readScan } from './read-scan.js';
import { recordScans } from './record-scans.js';
import { findLastAccepted } from './scan-search-repository.js';
import type { ScanAnswer, ScanDirection, ScanRequest, ScanResult } from './schema.js';

/** Checks somebody in by hand, at this moment. */
export async function checkIn(
  context: Context,
  input: { event: Event; gate: Gate; guest: DeskGuest; direction?: ScanDirection | undefined },
): Promise<Extract<ScanResult, { kind: 'answered' }>> {
  const { event, gate, guest, direction } = input;
  const request: ScanRequest = {
    ...guest,
    gateId: gate.id,
    timestamp: context.clock.now().toISOString(),
    method: 'manual',
    direction,
  };
  const scan = readScan(request, {
    keys: 'ticket' in guest ? await findEventKeys(context, event.id) : [],
    scanId: context.ids.next(),
    caller: { keyId: undefined, gateIds: [] },
    arrivedAt: performance.now(),
  });
  const [result] = await recordScans(context, event.id, [scan]);
  if (result?.kind !== 'answered') throw new Error('a new scan has an answer');
  return result;
}

/**
 * Takes back the participant's last accepted scan. Throws NOT_CHECKED_IN when there is none that stands.
 */
export async function undoCheckIn(
  context: Context,
  { event, participantId }: { event: Event; participantId: string },
): Promise<ScanAnswer> {
  const scanId = await findLastAccepted(context.database.knex, event.id, participantId);
  if (scanId === undefined) throw attendanceErrors.notCheckedIn({ event: event.slug });
  return (await annulScan(context, { eventId: event.id, scanId })).answer;
}
