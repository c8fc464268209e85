import { performance } from 'node:perf_hooks';
import type { Event, Gate } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { annulScan } from './annul-scan.js';
import { attendanceErrors } from './errors.js';
import { recordScans } from './record-scans.js';
import { fingerprintOf } from './scan.js';
import { findLastAccepted } from './scan-search-repository.js';
import type { ScanAnswer, ScanDirection, ScanResult } from './schema.js';

/** Checks a participant in by hand, at this moment. */
export async function checkIn(
  context: Context,
  input: { event: Event; gate: Gate; participantId: string; direction?: ScanDirection | undefined },
): Promise<Extract<ScanResult, { kind: 'answered' }>> {
  const { event, gate, participantId, direction } = input;
  const at = context.clock.now();
  const request = { participantId, gateId: gate.id, timestamp: at.toISOString(), direction };
  const [result] = await recordScans(context, event.id, [
    {
      scanId: context.ids.next(),
      fingerprint: fingerprintOf({ ...request, method: 'manual' }),
      ticket: { kind: 'participant', id: participantId },
      gate: { id: gate.id },
      at,
      method: 'manual',
      direction,
      location: undefined,
      deviceInfo: undefined,
      caller: { keyId: undefined, gateIds: [] },
      isCollected: false,
      arrivedAt: performance.now(),
    },
  ]);
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
