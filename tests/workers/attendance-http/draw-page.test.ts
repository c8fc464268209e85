import { expect, it } from 'vitest';
import { runDraw } from '../../../src/core/draws/run-draw.js';
import { markAnnounced, voidDraw } from '../../../src/core/draws/settle-draw.js';
import { commit } from '../../core/draws/sample-draw.js';
import { makeEvent, registerPeople } from '../../core/events/sample-event.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { call, type RunningService } from './running-service.js';
import { serveAll } from './serve-all.js';

describeEachEngine('the page of a draw', (engine) => {
  let context: TestContext;
  let service: RunningService;
  serveAll(engine, (served) => {
    ({ context, service } = served);
  });

  async function ask(id: string, ticket: string) {
    const body = new URLSearchParams({ ticket }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return await call(service, `/d/${id}`, { method: 'POST', body, headers });
  }

  async function sample(name = 'Hong Gildong') {
    const event = await makeEvent(context, { name: 'Dev <Day> & Night' });
    const people = await registerPeople(context, event, 3);
    await context.database.knex('participants').where({ event_id: event.id }).update({ name });
    const request = { prize: 'iPad "Pro" <b>', entropySource: 'dice & luck' };
    const { draw } = await commit(context, event, request);
    return { event, people, draw };
  }

  it('shows what is committed to, and after the draw who won, with masked names', async () => {
    const { draw, people } = await sample();
    const before = await call(service, `/d/${draw.id}`);
    expect(before.status).toBe(200);
    expect(before.headers.get('cache-control')).toBe('no-store');
    for (const part of [
      draw.poolHash,
      draw.commit,
      draw.id,
      'Not drawn yet',
      '대상: 등록한 사람',
    ]) {
      expect(before.text).toContain(part);
    }
    await runDraw(context, draw, '6 2 5');
    // The stage comes first.
    const between = await call(service, `/d/${draw.id}`);
    expect(between.text).toContain('The result is not announced yet.');
    expect(between.text).not.toContain('H***');
    await markAnnounced(context, draw);
    const after = await call(service, `/d/${draw.id}`);
    expect(after.text).toContain('H*** G******');
    expect(after.text).toContain('6 2 5');
    expect(after.text).not.toContain('Gildong');
    // What people wrote is text: in the title, the headings, the announcement.
    expect(after.text).toContain('iPad &#34;Pro&#34; &lt;b&gt;');
    expect(after.text).not.toMatch(/<b>|<Day>|& (?:Night|luck)/);
    await voidDraw(context, draw, 'fire alarm');
    const voided = await ask(draw.id, people[0]?.ticketCode ?? '');
    expect(voided.text).toContain('This draw is void: fire alarm');
    expect(voided.text).not.toMatch(/You have won|You were not drawn/);
  });

  it('tells the holder of a ticket whether they were in the pool, and what came of it', async () => {
    const { event, people, draw } = await sample();
    const [one] = people;
    const [late] = await registerPeople(context, event, 1);
    const row = await context.database.knex('participants').where({ id: one?.id }).first();
    const before = await ask(draw.id, one?.ticketCode ?? '');
    expect(before.status).toBe(200);
    expect(before.text).toContain('추첨 대상입니다. 기회 1번.');
    expect(before.text).toContain(`You in the published pool: ${row.draw_id}`);
    // As somebody would type it.
    const typed = ` ${(one?.ticketCode ?? '').toLowerCase()} `;
    expect((await ask(draw.id, typed)).text).toContain('You are in the pool, with 1 chance.');
    expect((await ask(draw.id, late?.ticketCode ?? '')).text).toContain(
      'you registered after it was fixed',
    );
    await runDraw(context, draw, '1');
    const early = await ask(draw.id, one?.ticketCode ?? '');
    expect(early.text).not.toMatch(/You have won|You were not drawn|an alternate/);
    await markAnnounced(context, draw);
    const answers = await Promise.all(people.map((person) => ask(draw.id, person.ticketCode)));
    const won = answers.filter(({ text }) => text.includes('당첨되었습니다.'));
    expect(won).toHaveLength(1);
    expect(answers.filter(({ text }) => text.includes('You are an alternate.'))).toHaveLength(1);
    expect(answers.filter(({ text }) => text.includes('당첨되지 않았습니다.'))).toHaveLength(1);
    for (const { text } of answers) expect(text).not.toContain('Gildong');
  });

  it('says so when nobody has the code, or there is no such draw', async () => {
    const { draw, people } = await sample();
    const other = await sample();
    for (const ticket of ['', 'x', '0000000000', other.people[0]?.ticketCode ?? '', '\u0000']) {
      const { status, text } = await ask(draw.id, ticket);
      expect([status, text.includes('This is no ticket code of this event.')]).toEqual([404, true]);
    }
    const code = people[0]?.ticketCode ?? '';
    // A beginning is enough for an operator, not for strangers.
    for (const id of [draw.id.slice(0, 13), context.ids.next(), 'x']) {
      expect((await call(service, `/d/${id}`)).status).toBe(404);
      expect((await ask(id, code)).text).toContain('There is no such draw.');
    }
    await context.database
      .knex('events')
      .where({ id: other.event.id })
      .update({ deleted_at: new Date() });
    expect((await call(service, `/d/${other.draw.id}`)).text).toContain('There is no such draw.');
    const json = await call(service, `/d/${draw.id}`, { method: 'POST', body: { ticket: code } });
    expect(json.status).toBe(415);
    expect((await ask(draw.id, 'x'.repeat(2_000))).status).toBe(413);
  });
});
