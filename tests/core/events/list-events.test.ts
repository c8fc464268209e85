import { afterAll, beforeAll, expect, it } from 'vitest';
import { addGate } from '../../../src/core/events/add-gate.js';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { deleteEvent } from '../../../src/core/events/delete-event.js';
import { presentEvent } from '../../../src/core/events/event-document.js';
import { listEvents } from '../../../src/core/events/list-events.js';
import { noCounts, showEvent } from '../../../src/core/events/show-event.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent, registerPeople } from './sample-event.js';

describeEachEngine('listing and showing events', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
    await makeEvent(context, { slug: 'later', startsAt: '2031-01-01' });
    const crowded = await makeEvent(context, {
      slug: 'crowded',
      startsAt: '2030-06-01',
      capacity: 3,
      waitlistEnabled: true,
    });
    const [first] = await registerPeople(context, crowded, 5);
    if (first) await cancelParticipant(context, crowded, first.id);
    await addGate(context, 'crowded', { code: 'G1' });
    await addGate(context, 'crowded', { code: 'G2' });
    await changeEventStatus(context, 'crowded', 'published');
    await makeEvent(context, { slug: 'gone', startsAt: '2030-01-01' });
    await deleteEvent(context, 'gone');
  });
  afterAll(async () => await context.close());

  const crowdedCounts = {
    participants: {
      total: 5,
      pending: 0,
      registered: 3,
      waitlisted: 1,
      cancelled: 1,
      checkedIn: 0,
    },
    occupied: 3,
    gates: 2,
  };

  it('goes by the start and leaves out what is deleted', async () => {
    const listed = await listEvents(context);
    expect(listed.map(({ event }) => event.slug)).toEqual(['crowded', 'later']);
  });

  it('gives each event its own counts', async () => {
    const listed = await listEvents(context);
    expect(listed.map(({ counts }) => counts)).toEqual([crowdedCounts, noCounts]);
    expect((await showEvent(context, 'crowded')).counts).toEqual(crowdedCounts);
  });

  it('filters by status', async () => {
    const listed = await listEvents(context, { status: 'published' });
    expect(listed.map(({ event }) => event.slug)).toEqual(['crowded']);
    expect(await listEvents(context, { status: 'completed' })).toEqual([]);
  });

  it('needs as many queries for many events as for one', async () => {
    const queries: string[] = [];
    const note = ({ sql }: { sql: string }) => void queries.push(sql);
    context.database.knex.on('query', note);
    await listEvents(context);
    context.database.knex.off('query', note);
    expect(queries).toHaveLength(2);
  });

  it('gives out stable names, UTC times, and null for what an event does not have', async () => {
    const { event, counts } = await showEvent(context, 'later');
    expect(JSON.parse(JSON.stringify(presentEvent(event, counts)))).toEqual({
      id: event.id,
      slug: 'later',
      name: 'DevDay',
      description: null,
      location: null,
      startsAt: '2030-12-31T15:00:00.000Z',
      endsAt: null,
      timezone: 'Asia/Seoul',
      capacity: null,
      waitlistEnabled: false,
      registrationDeadline: null,
      requiresApproval: false,
      formFields: [],
      status: 'draft',
      privacy: 'private',
      features: { checkinEnabled: true, prizeDrawingEnabled: true, anonymousMode: false },
      shareCode: event.shareCode,
      createdAt: event.createdAt.toISOString(),
      updatedAt: event.updatedAt.toISOString(),
      counts: noCounts,
    });
  });
});
