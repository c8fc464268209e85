import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { annulScan } from '../../../src/core/attendance/annul-scan.js';
import type { ScanRequest } from '../../../src/core/attendance/schema.js';
import { updateEvent } from '../../../src/core/events/update-event.js';
import { updateGate } from '../../../src/core/events/update-gate.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { showTicket } from '../../../src/core/tickets/show-ticket.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { factsOf } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';
import { minute, openVenue, requestAt, scan, type Venue, verdictsOf } from './sample-scans.js';

describeEachEngine('a scan', (engine) => {
  let context: TestContext;
  let venue: Venue;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  beforeEach(async () => {
    venue = await openVenue(context);
  });
  afterAll(async () => await context?.close());

  async function verdictOf(changes: Partial<ScanRequest> = {}) {
    return verdictsOf(await scan(context, venue.event, [requestAt(venue, changes)]))[0];
  }

  async function presence() {
    return await context.database
      .knex('checkins')
      .where({ participant_id: venue.person.id })
      .first('status', 'inside', 'version', 'checked_in_at', 'checked_in_device');
  }

  it('that is accepted is a record, a check-in, a line of history, a fact and work', async () => {
    const [result] = await scan(context, venue.event, [
      requestAt(venue, { scanId: 'first', deviceInfo: { deviceId: 'scanner-3' } }),
    ]);
    expect(result).toMatchObject({
      kind: 'answered',
      isRepeated: false,
      answer: { scanId: 'first', verdict: 'accepted', gateId: venue.gates[0].id },
      person: { registrationNumber: '#001', name: '홍길동' },
    });
    const { knex } = context.database;
    const at = new Date(minute(0));
    const of = { participant_id: venue.person.id };
    expect(await knex('attendance_records').where(of)).toMatchObject([
      { timestamp: at, method: 'qr_scan', scan_id: 'first', status: 'confirmed' },
    ]);
    expect(await presence()).toEqual({
      status: 'checked_in',
      inside: true,
      version: 1,
      checked_in_at: at,
      checked_in_device: 'scanner-3',
    });
    expect(await knex('checkin_logs').where(of)).toMatchObject([
      { action: 'check_in', local_timestamp: at, version: 1, conflict_resolved: false },
    ]);
    const facts = (await factsOf(context, venue.event.id)).filter(
      ({ type }) => type === 'attendance.recorded',
    );
    const [record] = await knex('attendance_records').where(of);
    expect(record).toMatchObject({
      gate_id: venue.gates[0].id,
      is_arrival: true,
      inside_delta: 1,
    });
    const time = at.toISOString();
    expect(facts).toMatchObject([
      { data: { recordIds: [record.id], from: time, until: time, conflicts: [] } },
    ]);
    const work = await knex('attendance_work').where({ event_id: venue.event.id }).pluck('handler');
    expect(work.sort()).toEqual(['alerts', 'badges', 'live', 'statistics']);
  });

  it('of a person, a code that was typed or a signed payload is the same ticket', async () => {
    const { ticketCode, ticketCopy, number, name, id, status } = venue.person;
    const holder = { id, number, name, ticketCode, ticketCopy, status };
    const ticket = await showTicket(context, venue.event, holder);
    expect(await verdictOf({ ticket: ticket.payload })).toBe('accepted');
    expect(await verdictOf({ ticket: ticket.code.toLowerCase(), gate: 'G2' })).toBe('accepted');
    expect(
      await verdictOf({
        ticket: ticket.payload.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      }),
    ).toMatch(/invalid_signature|unknown_ticket/);
    const other = await openVenue(context);
    const foreign = await showTicket(context, other.event, { ...holder, ...pick(other.person) });
    expect(await verdictOf({ ticket: foreign.payload })).toBe('wrong_event');
    const [wrong] = await scan(context, venue.event, [
      requestAt(venue, { participantId: other.person.id }),
    ]);
    // Whose ticket it is, is nobody's business here.
    expect(wrong).toMatchObject({ answer: { verdict: 'wrong_event' }, person: undefined });
    expect(await verdictOf({ ticket: foreign.code })).toBe('unknown_ticket');
    for (const gate of ['G1', 'nowhere']) {
      const foreigner = requestAt(venue, { participantId: other.person.id, gate });
      expect(await scan(context, venue.event, [foreigner])).toMatchObject([{ person: undefined }]);
    }
  });

  it('within five minutes at the same gate is a duplicate, earlier or later; at another gate it is not', async () => {
    expect(await verdictOf()).toBe('accepted');
    expect(await verdictOf({ timestamp: minute(4.99) })).toBe('duplicate');
    expect(await verdictOf({ timestamp: minute(-4.99) })).toBe('duplicate');
    expect(await verdictOf({ timestamp: minute(1), gate: 'G2' })).toBe('accepted');
    expect(await verdictOf({ timestamp: minute(5) })).toBe('accepted');
    expect(await verdictOf({ timestamp: minute(-5) })).toBe('accepted');
  });

  it('into or out of the event goes with where the person is', async () => {
    expect(await verdictOf({ direction: 'out' })).toBe('not_inside');
    expect(await verdictOf({ direction: 'in' })).toBe('accepted');
    expect(await verdictOf({ direction: 'in', gate: 'G2', timestamp: minute(1) })).toBe(
      'already_inside',
    );
    expect(await verdictOf({ direction: 'out', gate: 'G2', timestamp: minute(30) })).toBe(
      'accepted',
    );
    expect(await presence()).toMatchObject({ inside: false, status: 'checked_in' });
    expect(await verdictOf({ direction: 'in', timestamp: minute(40) })).toBe('accepted');
  });

  it('is refused with one reason, and the refusal is recorded', async () => {
    const waiting = await join(context, venue.event, { byOrganiser: true });
    await context.database
      .knex('participants')
      .where({ id: waiting.id })
      .update({ registration_status: 'waitlisted' });
    expect(await verdictOf({ participantId: waiting.id })).toBe('waitlisted');
    expect(await verdictOf({ participantId: context.ids.next() })).toBe('unknown_ticket');
    expect(await verdictOf({ gate: 'G9' })).toBe('unknown_gate');
    expect(await verdictOf({ timestamp: minute(-61) })).toBe('outside_window');
    expect(await verdictOf({ timestamp: minute(9 * 60 + 61) })).toBe('outside_window');
    await updateGate(context, { event: venue.event.slug, gate: 'G2' }, { active: false });
    expect(await verdictOf({ gate: 'G2' })).toBe('gate_inactive');
    await cancelParticipant(context, venue.event, venue.person.id);
    expect(await verdictOf()).toBe('cancelled');
    const refused = await context.database.knex('scans').where({ event_id: venue.event.id });
    expect(refused).toHaveLength(7);
    expect(
      await context.database.knex('attendance_records').where({ event_id: venue.event.id }),
    ).toEqual([]);
  });

  it('of an older copy of the ticket is refused', async () => {
    const { ticketCode, number, name, id, status } = venue.person;
    const old = await showTicket(context, venue.event, {
      ...{ id, number, name, ticketCode, status },
      ticketCopy: 1,
    });
    await context.database.knex('participants').where({ id }).update({ ticket_copy: 2 });
    expect(await verdictOf({ ticket: old.payload })).toBe('superseded_copy');
  });

  it('that is sent again gets the answer that it got, and nothing happens', async () => {
    const request = requestAt(venue, { scanId: 'again' });
    const [first] = await scan(context, venue.event, [request]);
    const reordered = Object.fromEntries(Object.entries(request).reverse()) as ScanRequest;
    for (const same of [request, reordered]) {
      const [again] = await scan(context, venue.event, [same]);
      expect(again).toEqual({ ...first, isRepeated: true });
    }
    const refusal = requestAt(venue, { scanId: 'refused', timestamp: minute(1) });
    expect(verdictsOf(await scan(context, venue.event, [refusal]))).toEqual(['duplicate']);
    await annulScan(context, { eventId: venue.event.id, scanId: 'again' });
    expect(verdictsOf(await scan(context, venue.event, [refusal]))).toEqual(['duplicate']);
    expect((await presence())?.version).toBe(2);
  });

  it('with an id that meant something else is refused, alone and in a group', async () => {
    await scan(context, venue.event, [requestAt(venue, { scanId: 'mine' })]);
    const other = requestAt(venue, { scanId: 'mine', timestamp: minute(20) });
    expect(verdictsOf(await scan(context, venue.event, [other]))).toEqual(['mismatch']);
    const fresh = requestAt(venue, { scanId: 'new', timestamp: minute(30) });
    const twisted = { ...fresh, timestamp: minute(40) };
    const results = await scan(context, venue.event, [fresh, fresh, twisted]);
    expect(verdictsOf(results)).toEqual(['accepted', 'accepted', 'mismatch']);
  });

  it('is refused where the event takes no attendance', async () => {
    await updateEvent(context, venue.event.slug, { features: { checkinEnabled: false } });
    expect(await verdictOf()).toBe('checkin_disabled');
    await updateEvent(context, venue.event.slug, { features: { checkinEnabled: true } });
    expect(await verdictOf()).toBe('accepted');
  });

  it('with a key that was revoked is not answered, and not recorded', async () => {
    const keyId = context.ids.next();
    const caller = { keyId, gateIds: [] };
    const results = await scan(context, venue.event, [requestAt(venue)], caller);
    expect(verdictsOf(results)).toEqual(['revoked']);
    expect(await context.database.knex('scans').where({ event_id: venue.event.id })).toEqual([]);
  });

  it('in a group is decided by those before it', async () => {
    const results = await scan(context, venue.event, [
      requestAt(venue, { direction: 'in' }),
      requestAt(venue, { direction: 'in', gate: 'G2' }),
      requestAt(venue, { timestamp: minute(2) }),
      requestAt(venue, { direction: 'out', timestamp: minute(20) }),
      requestAt(venue, { participantId: context.ids.next() }),
    ]);
    expect(verdictsOf(results)).toEqual([
      'accepted',
      'already_inside',
      'duplicate',
      'accepted',
      'unknown_ticket',
    ]);
    expect(await presence()).toMatchObject({ inside: false, version: 2 });
  });

  it('that comes late, or is taken back beside another, is a conflict that was resolved', async () => {
    await scan(context, venue.event, [requestAt(venue, { scanId: 'nine', timestamp: minute(60) })]);
    // Of a device that was without a network.
    expect(await verdictOf({ scanId: 'eight', timestamp: minute(0) })).toBe('accepted');
    expect(await verdictOf({ scanId: 'ten', timestamp: minute(120) })).toBe('accepted');
    await annulScan(context, { eventId: venue.event.id, scanId: 'ten' });
    const resolved = await context.database
      .knex('checkin_logs')
      .where({ participant_id: venue.person.id, conflict_resolved: true })
      .orderBy('version')
      .select('action', 'scan_id');
    expect(resolved).toEqual([
      { action: 'check_in', scan_id: 'eight' },
      { action: 'undo_check_in', scan_id: 'ten' },
    ]);
    expect(await presence()).toMatchObject({ status: 'checked_in' });
  });

  it('that is taken back leaves its history, and frees the gate', async () => {
    await scan(context, venue.event, [requestAt(venue, { scanId: 'wrong' })]);
    const { isRepeated } = await annulScan(context, { eventId: venue.event.id, scanId: 'wrong' });
    expect(isRepeated).toBe(false);
    expect(await presence()).toMatchObject({
      status: 'not_checked_in',
      inside: false,
      checked_in_at: null,
      version: 2,
    });
    const logs = await context.database
      .knex('checkin_logs')
      .where({ participant_id: venue.person.id })
      .orderBy('version')
      .select('action', 'conflict_resolved');
    expect(logs).toEqual([
      { action: 'check_in', conflict_resolved: false },
      { action: 'undo_check_in', conflict_resolved: false },
    ]);
    const again = await annulScan(context, { eventId: venue.event.id, scanId: 'wrong' });
    expect(again.isRepeated).toBe(true);
    expect(await verdictOf({ timestamp: minute(1) })).toBe('accepted');
    await expect(
      annulScan(context, { eventId: venue.event.id, scanId: 'never' }),
    ).rejects.toMatchObject({ code: 'SCAN_NOT_FOUND' });
  });
});

function pick({ id, number, name, ticketCode, ticketCopy, status }: Venue['person']) {
  return { id, number, name, ticketCode, ticketCopy, status };
}
