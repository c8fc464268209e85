import type { Caller } from '../../../core/access/schema.js';
import type { NumberedLiveEvent } from '../../../core/attendance/read-live.js';

/**
 * Whether a client is told of an event. A key of some gates is not to know who comes in at the others; what
 * is about no gate is for everybody. Pure.
 */
export function mayHear(caller: Caller | undefined, event: NumberedLiveEvent): boolean {
  // Nearly everybody: for them nothing is looked at.
  if (caller?.gateIds.length === 0) return true;
  const gateId = gateOf(event);
  return gateId === undefined || caller?.gateIds.includes(gateId) === true;
}

function gateOf({ type, data }: NumberedLiveEvent): string | undefined {
  const { gateId, details } = data as { gateId?: string; details?: { gateId?: string | null } };
  if (type === 'checkin_updated') return gateId;
  if (type === 'sync_conflict') return details?.gateId ?? undefined;
  return undefined;
}
