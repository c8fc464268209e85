import type { Context } from '../runtime/context.js';
import { recordDomainEvents } from '../runtime/domain-events/domain-event-repository.js';
import { annulRecord, findAcceptedScan, readPresence, writePresence } from './annul-repository.js';
import { attendanceErrors } from './errors.js';
import type { ScanAnswer } from './schema.js';
import { insertWork } from './work-repository.js';

export interface Annulment {
  answer: ScanAnswer;
  /** It had been annulled before, and nothing happened now. */
  isRepeated: boolean;
}

/**
 * Takes an accepted scan back: its record is annulled and kept, the participant's check-in follows from
 * what remains, the history has one entry more, and the gate may be passed again at once. Done again, it
 * changes nothing. Throws SCAN_NOT_FOUND and SCAN_NOT_ACCEPTED.
 */
export async function annulScan(
  context: Context,
  {
    eventId,
    scanId,
    gateIds = [],
  }: { eventId: string; scanId: string; gateIds?: readonly string[] },
): Promise<Annulment> {
  return await context.database.transaction(async (trx) => {
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
    const before = await readPresence(trx, answer);
    await annulRecord(trx, { eventId, answer, annulledAt });
    const after = await readPresence(trx, answer);
    await writePresence(trx, context.ids, { eventId, answer, before, after });
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
}
