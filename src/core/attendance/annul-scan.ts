import type { Context } from '../runtime/context.js';
import { recordDomainEvents } from '../runtime/domain-events/domain-event-repository.js';
import {
  annulRecord,
  findAcceptedScan,
  findRival,
  readPresence,
  writePresence,
} from './annul-repository.js';
import { conflictOf } from './attendance-fact.js';
import { attendanceErrors } from './errors.js';
import type { ScanCaller } from './scan.js';
import type { ScanAnswer } from './schema.js';
import { tellLive } from './tell-live.js';
import { insertWork } from './work-repository.js';

export interface Annulment {
  answer: ScanAnswer;
  /** It had been annulled before, and nothing happened now. */
  isRepeated: boolean;
}

/**
 * Takes an accepted scan back: its record is annulled and kept, the participant's check-in follows from
 * what remains, the history has one entry more, and the gate may be passed again at once. Done again, it
 * changes nothing. Throws SCAN_NOT_FOUND, SCAN_NOT_ACCEPTED, and CHECKIN_STANDS when another device has just
 * scanned the same ticket.
 */
export async function annulScan(
  context: Context,
  {
    eventId,
    scanId,
    caller = { keyId: undefined, gateIds: [] },
  }: { eventId: string; scanId: string; caller?: ScanCaller },
): Promise<Annulment> {
  const { gateIds, keyId } = caller;
  const annulment = await context.database.transaction(async (trx) => {
    const scan = await findAcceptedScan(trx, { eventId, scanId });
    if (!scan) throw attendanceErrors.scanNotFound({ scanId });
    const { answer } = scan;
    if (answer.verdict !== 'accepted')
      throw attendanceErrors.notAccepted({ scanId, verdict: answer.verdict });
    if (gateIds.length > 0 && !gateIds.includes(answer.gateId ?? '')) {
      throw attendanceErrors.otherGate({ scanId });
    }
    if (answer.annulledAt) return { answer, isRepeated: true };

    const annulledAt = context.clock.now();
    const since = new Date(annulledAt.getTime() - contestedMs);
    const rival = await findRival(trx, { eventId, answer, keyId, since });
    if (rival) {
      const data = conflictOf(rival, context.ids);
      await tellLive(trx, eventId, [{ type: 'sync_conflict', data }]);
      return undefined;
    }
    const before = await readPresence(trx, answer);
    await annulRecord(trx, { eventId, answer, annulledAt });
    const after = await readPresence(trx, answer);
    await writePresence(trx, context.ids, { eventId, answer, before, after, keyId });
    const undone = {
      participantId: answer.participantId ?? '',
      recordId: answer.recordId ?? '',
      gateId: answer.gateId ?? '',
      timestamp: answer.timestamp.toISOString(),
      method: answer.method,
      // An undone arrival: nothing of this participant remains.
      isArrival: before.isCheckedIn && !after.isCheckedIn,
      // They came with this record; when others remain, they came with the first of those.
      wasFirst: before.first?.recordId === answer.recordId,
      nowFirstGateId: after.first?.gateId ?? null,
      nowFirstTimestamp: after.first?.at.toISOString() ?? null,
      insideDelta: Number(after.isInside) - Number(before.isInside),
      processingMs: scan.processingMs,
    };
    const ids = await recordDomainEvents(trx, context, [
      {
        type: 'attendance.annulled',
        eventId,
        subjectId: answer.participantId ?? '',
        data: { scans: [undone] },
      },
    ]);
    await insertWork(trx, context.ids, { eventId, domainEventIds: ids });
    return { answer: { ...answer, annulledAt }, isRepeated: false };
  });
  if (!annulment) throw attendanceErrors.checkinStands({ scanId });
  return annulment;
}

/** Seed 004: of two devices that contradict each other within five seconds, the check-in is right. */
const contestedMs = 5_000;
