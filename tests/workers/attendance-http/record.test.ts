import { describe, expect, it } from 'vitest';
import { addGate } from '../../../src/core/events/add-gate.js';
import { updateGate } from '../../../src/core/events/update-gate.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { showTicket } from '../../../src/core/tickets/show-ticket.js';
import { minute, openVenue, requestAt, type Venue } from '../../core/attendance/sample-scans.js';
import { makeEvent } from '../../core/events/sample-event.js';
import { join } from '../../core/participants/sample-participant.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { call, makeKey, type RunningService } from './running-service.js';
import { serveAll } from './serve-all.js';

const path = '/api/v1/attendance/record';

describeEachEngine('POST /api/v1/attendance/record', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let venue: Venue;
  let key: string;
  serveAll(engine, async (served) => {
    ({ context, service } = served);
    venue = await openVenue(context);
    ({ key } = await makeKey(context, venue.event));
  });

  const send = async (body: unknown, headers = {}) =>
    await call(service, path, { key, body, headers });
  const count = async (table: string) => {
    const { rows } = await context.database.knex.raw(`SELECT count(*)::int AS n FROM ${table}`);
    return rows[0].n as number;
  };

  it('answers 201 with the record of the seed, and it is stored', async () => {
    const person = await join(context, venue.event);
    const body = requestAt(venue, { participantId: person.id, scanId: 'first' });
    const answer = await send(body);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      scanId: 'first',
      verdict: 'accepted',
      participantId: person.id,
      gateId: venue.gates[0].id,
      method: 'qr_scan',
      timestamp: body.timestamp,
      status: 'confirmed',
    });
    const row = await context.database.knex('attendance_records').where({ id: answer.body.id });
    expect(row).toHaveLength(1);
  });

  it('answers the same request with the same status and body, and says that it did', async () => {
    const person = await join(context, venue.event);
    const body = requestAt(venue, { participantId: person.id, scanId: 'again' });
    const first = await send(body);
    const second = await send(body);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect([second.status, second.body]).toEqual([first.status, first.body]);
  });

  it('answers a refused request again as it was refused', async () => {
    const body = requestAt(venue, { participantId: context.ids.next(), scanId: 'refused' });
    const first = await send(body);
    const second = await send(body);
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it('takes the Idempotency-Key for the scan id', async () => {
    const person = await join(context, venue.event);
    const body = requestAt(venue, { participantId: person.id });
    const headers = { 'idempotency-key': 'by-header' };
    const first = await send(body, headers);
    expect(first.body.scanId).toBe('by-header');
    const second = await send({ ...body, scanId: 'by-header' });
    expect(second.body).toEqual(first.body);
    const third = await send({ ...body, scanId: 'another' }, headers);
    expect([third.status, third.body.errors[0].field]).toEqual([400, 'scanId']);
  });

  it('answers 422 to a scan id with another body, and records nothing', async () => {
    const person = await join(context, venue.event);
    const body = requestAt(venue, { participantId: person.id, scanId: 'mine' });
    await send(body);
    const before = await count('scans');
    const answer = await send({ ...body, method: 'manual' });
    expect([answer.status, answer.body.scanId]).toEqual([422, 'mine']);
    expect(answer.body.type).toBe('urn:evm:problem:scan_id_reused');
    expect(await count('scans')).toBe(before);
  });

  describe('gives each verdict its status and a problem document:', () => {
    const cases: [string, number, () => Promise<object>][] = [
      ['unknown_ticket', 404, async () => ({ participantId: context.ids.next() })],
      [
        'unknown_gate',
        404,
        async () => ({ ...requestAt(venue), gateId: undefined, gate: 'nowhere' }),
      ],
      [
        'gate_inactive',
        404,
        async () => {
          const { gate } = await addGate(context, venue.event.slug, { code: 'G9' });
          await updateGate(
            context,
            { event: venue.event.slug, gate: gate.code },
            { active: false },
          );
          return { gateId: gate.id };
        },
      ],
      [
        'cancelled',
        400,
        async () => {
          const person = await join(context, venue.event);
          await cancelParticipant(context, venue.event, person.id);
          return { participantId: person.id };
        },
      ],
      ['outside_window', 400, async () => ({ timestamp: minute(-61) })],
      [
        'duplicate',
        409,
        async () => {
          const person = await join(context, venue.event);
          await send(requestAt(venue, { participantId: person.id }));
          return { participantId: person.id, timestamp: minute(4) };
        },
      ],
      [
        'already_inside',
        409,
        async () => {
          const person = await join(context, venue.event);
          await send(requestAt(venue, { participantId: person.id }));
          return { participantId: person.id, timestamp: minute(30), direction: 'in' };
        },
      ],
      [
        'not_inside',
        409,
        async () => {
          const person = await join(context, venue.event);
          return { participantId: person.id, direction: 'out' };
        },
      ],
      [
        'wrong_event',
        422,
        async () => {
          const other = await join(context, await makeEvent(context));
          return { participantId: other.id };
        },
      ],
    ];

    it.each(cases)('%s is %i', async (verdict, status, make) => {
      const changes = await make();
      const answer = await send({ ...requestAt(venue), ...changes });
      expect(answer.body).toMatchObject({ verdict, status });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body.type).toBe(`urn:evm:problem:${verdict}`);
      expect(answer.body.scanId).toEqual(expect.any(String));
      expect(answer.body.title).toEqual(expect.any(String));
    });

    it.each(['waitlisted', 'pending'])('somebody who is %s is 400', async (status) => {
      const person = await join(context, venue.event);
      const { knex } = context.database;
      await knex('participants').where({ id: person.id }).update({ registration_status: status });
      const answer = await send(requestAt(venue, { participantId: person.id }));
      const verdict = status === 'pending' ? 'not_active' : status;
      expect([answer.status, answer.body.verdict]).toEqual([400, verdict]);
    });

    it('signed tickets are accepted, superseded (409), forged (422) or of another event (422)', async () => {
      const person = await join(context, venue.event);
      const { participantId: _, ...rest } = requestAt(venue);
      const { payload } = await showTicket(context, venue.event, person);
      const forged = payload.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
      const answers = [await send({ ...rest, ticket: payload })];
      await context.database
        .knex('participants')
        .where({ id: person.id })
        .update({ ticket_copy: 2 });
      answers.push(await send({ ...rest, ticket: payload, timestamp: minute(20) }));
      answers.push(await send({ ...rest, ticket: forged }));
      const other = await openVenue(context);
      const foreign = await showTicket(context, other.event, other.person);
      answers.push(await send({ ...rest, ticket: foreign.payload }));
      expect(answers.map(({ status, body }) => [status, body.verdict])).toEqual([
        [201, 'accepted'],
        [409, 'superseded_copy'],
        [422, 'invalid_signature'],
        [422, 'wrong_event'],
      ]);
    });

    it('a gate that the key may not use is 403', async () => {
      const bound = await makeKey(context, venue.event, { gates: ['G2'] });
      const answer = await call(service, path, { key: bound.key, body: requestAt(venue) });
      expect([answer.status, answer.body.verdict]).toEqual([403, 'gate_not_allowed']);
    });

    it('who belongs to another event is not named', async () => {
      const other = await join(context, await makeEvent(context));
      const answer = await send(requestAt(venue, { participantId: other.id }));
      expect(answer.body.verdict).toBe('wrong_event');
      expect(answer.body.participant).toBeUndefined();
    });
  });

  it('answers scans that come at the same moment each for itself', async () => {
    const people = await Promise.all(
      Array.from({ length: 5 }, async () => await join(context, venue.event)),
    );
    const answers = await Promise.all(
      people.map(async ({ id }) => await send(requestAt(venue, { participantId: id }))),
    );
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 201));
    expect(answers.map(({ body }) => body.participantId)).toEqual(people.map(({ id }) => id));
  });
});
