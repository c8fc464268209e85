import { performance } from 'node:perf_hooks';
import { readScan } from '../../../src/core/attendance/read-scan.js';
import { recordScans } from '../../../src/core/attendance/record-scans.js';
import type { ScanRequest, ScanResult } from '../../../src/core/attendance/schema.js';
import { addGate } from '../../../src/core/events/add-gate.js';
import type { Event, Gate } from '../../../src/core/events/schema.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import type { Context } from '../../../src/core/runtime/context.js';
import { findEventKeys } from '../../../src/core/tickets/find-event-keys.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';

/** An event on one day, with two gates and somebody who is registered. */
export interface Venue {
  event: Event;
  gates: [Gate, Gate];
  person: Participant;
}

export async function openVenue(context: Context): Promise<Venue> {
  const event = await makeEvent(context, {
    startsAt: '2030-12-01 09:00',
    endsAt: '2030-12-01 18:00',
  });
  const gates = [];
  for (const code of ['G1', 'G2']) {
    gates.push((await addGate(context, event.slug, { code, capacityPerMinute: 10 })).gate);
  }
  const person = await join(context, event);
  return { event, gates: gates as [Gate, Gate], person };
}

/** Minutes after 09:00 at the event, as a device writes it. */
export function minute(minutes: number): string {
  return new Date(Date.parse('2030-12-01T09:00:00+09:00') + minutes * 60_000).toISOString();
}

/** A request for the venue's person at its first gate, in its first minute. */
export function requestAt(venue: Venue, changes: Partial<ScanRequest> = {}): ScanRequest {
  const who = changes.ticket === undefined ? { participantId: venue.person.id } : {};
  const where = changes.gate === undefined ? { gateId: venue.gates[0].id } : {};
  return { ...who, ...where, timestamp: minute(0), method: 'qr_scan', ...changes };
}

/** Records requests as one group, as somebody at a terminal. */
export async function scan(
  context: Context,
  event: Event,
  requests: readonly ScanRequest[],
  caller: { keyId: string | undefined; gateIds: readonly string[] } = {
    keyId: undefined,
    gateIds: [],
  },
): Promise<ScanResult[]> {
  const keys = await findEventKeys(context, event.id);
  const arrivedAt = performance.now();
  const scans = requests.map((request) =>
    readScan(request, { keys, scanId: context.ids.next(), caller, arrivedAt }),
  );
  return await recordScans(context, event.id, scans);
}

/** The verdicts of results, or what else they are. */
export function verdictsOf(results: readonly ScanResult[]): string[] {
  return results.map((result) =>
    result.kind === 'answered' ? result.answer.verdict : result.kind,
  );
}
