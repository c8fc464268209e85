import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { createSmtpTransport } from '../../../src/core/mailing/adapters/smtp-transport.js';
import type { MailTransport } from '../../../src/core/mailing/mail-transport.js';
import { suppressAddress } from '../../../src/core/mailing/suppress-address.js';
import { transportErrors } from '../../../src/core/mailing/transport-errors.js';
import { forgetRecipients } from '../../../src/core/notices/forget-recipients.js';
import { noticeLedger } from '../../../src/core/notices/jobs.js';
import { queueDeletionConfirmation } from '../../../src/core/notices/queue-notice.js';
import { cancelRow, retryRow } from '../../../src/core/runtime/ledger/override-row.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { type SmtpDaemon, type SmtpFault, startSmtpDaemon } from '../../support/smtp-daemon.js';
import { makeEvent } from '../events/sample-event.js';
import { importCsv } from '../imports/sample-import.js';
import { allNotices, queue, queueFailure, tellOne, withNotify } from './sample-notice.js';

describeEachEngine('a notice by mail', (engine) => {
  let place: TestContext;
  let context: TestContext;
  let event: Event;
  let daemon: SmtpDaemon;
  let transport: MailTransport;
  /** What happens to the body of each mail in turn; nothing when left out. */
  let faults: (SmtpFault | undefined)[];
  beforeAll(async () => {
    place = await openTestContext(engine, {
      config: { mail: { smtpUrl: 'smtp://x', from: 'evm <evm@example.com>' } },
    });
    context = withNotify(place, { email: 'Ops <Ops@Example.com>' });
    event = await makeEvent(context, { name: '데브데이' });
  });
  beforeEach(async () => {
    await context.database.knex('notices').delete();
    faults = [];
    let bodies = 0;
    daemon = await startSmtpDaemon({
      fault: (step) => (step === 'dot' ? faults[bodies++] : undefined),
    });
    transport = createSmtpTransport({ url: daemon.url, name: 'tester' });
  });
  afterEach(async () => {
    await transport.close();
    await daemon.close();
  });
  afterAll(async () => await place?.close());

  const deletion = async (name = '홍길동', address = 'erased.canary@example.com') => {
    await context.database.transaction(async (trx) => {
      const participantId = context.ids.next();
      const recipient = { name, address };
      await queueDeletionConfirmation(trx, context, {
        eventId: event.id,
        participantId,
        recipient,
      });
    });
  };

  it('goes to the operator in the language of the event, with the file that it is about', async () => {
    const { id } = await importCsv(context, event, 'name,email\nKim,k@example.com\n');
    await queue(context, {
      kind: 'processing_failed',
      facts: { code: 'X' },
      eventId: event.id,
      subjectId: id,
    });
    const { outcome, row } = await tellOne(context, { transport });
    expect(outcome).toBe('done');
    expect(row).toMatchObject({ state: 'done', submissions: 1, told_at: expect.any(Date) });
    const [mail] = daemon.accepted;
    expect(mail).toMatchObject({ from: 'evm@example.com', to: 'ops@example.com' });
    const parsed = await PostalMime.parse(mail?.raw ?? '');
    expect(parsed.messageId).toBe(`<${row?.id}@example.com>`);
    expect(parsed.subject).toBe('[데브데이] 참가자 명단 가져오기에 실패했습니다');
    expect(parsed.to).toEqual([{ name: 'Ops', address: 'ops@example.com' }]);
    for (const part of [parsed.text, parsed.html]) {
      expect(part).toContain('list.csv');
      expect(part).toContain(`evm jobs retry ${id}`);
      expect(part).toContain('운영 알림');
    }
    expect(parsed.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe(
      'auto-generated',
    );
  });

  it('leaves no row where nobody is to be told', async () => {
    await queueFailure(context, event);
    const { outcome, row } = await tellOne(withNotify(place, {}), { transport });
    expect({ outcome, row }).toEqual({ outcome: 'done', row: undefined });
    expect(daemon.accepted).toEqual([]);
  });

  it('is not begun when it cannot be made', async () => {
    await queueFailure(context, event);
    const prepare = async () => {
      throw transportErrors.unsafeHeader({ header: 'Subject' });
    };
    const { row } = await tellOne(context, { transport: { ...transport, prepare } });
    expect(row).toMatchObject({ submissions: 0, submission_began_at: null });
    expect(daemon.accepted).toEqual([]);
  });

  it('of unknown fate is sent once more under the same Message-ID, and then left to a person', async () => {
    faults = ['drop', 'drop'];
    await queueFailure(context, event);
    const first = await tellOne(context, { transport });
    expect(first).toMatchObject({
      outcome: 'postponed',
      row: { state: 'pending', submissions: 1 },
    });
    const second = await tellOne(context, { transport });
    expect(second).toMatchObject({ outcome: 'done', row: { state: 'unknown', submissions: 0 } });
    expect(second.row?.last_error).not.toBeNull();
    await retryRow(context.database, noticeLedger, second.row?.id ?? '');
    const third = await tellOne(context, { transport });
    expect(third).toMatchObject({ outcome: 'done', row: { state: 'done' } });
    const parsed = await PostalMime.parse(daemon.accepted[0]?.raw ?? '');
    expect(parsed.messageId).toBe(`<${third.row?.id}@example.com>`);
  });

  it('whose sender died twice after it had begun ends as unknown and is not sent again', async () => {
    await queueFailure(context, event);
    await context.database
      .knex('notices')
      .update({ submissions: 2, submission_began_at: new Date() });
    const { row } = await tellOne(context, { transport });
    expect(row).toMatchObject({ state: 'unknown' });
    expect(daemon.accepted).toEqual([]);
  });

  it.each([
    ['deferred', '451 4.3.0 later' as const, 'retry', 'pending'],
    ['refused', '550 5.7.1 canary.answer@example.com' as const, 'failed', 'failed'],
  ])(
    'that is %s is settled by the ladder, in words of our own',
    async (_, fault, outcome, state) => {
      faults = [fault];
      await queueFailure(context, event);
      const told = await tellOne(context, { transport });
      expect(told).toMatchObject({ outcome, row: { state, attempts: 1, submissions: 0 } });
      expect(told.row?.last_error).not.toContain('canary');
    },
  );

  it('waits for a server that is down without losing an attempt', async () => {
    await daemon.close();
    await queueFailure(context, event);
    const told = await tellOne(context, { transport });
    expect(told).toMatchObject({
      outcome: 'postponed',
      row: { state: 'pending', attempts: 0, submissions: 0 },
    });
  });

  it('does not go to an address on the suppression list', async () => {
    await context.database.transaction(async (trx) => {
      await suppressAddress(trx, context, { email: 'gone@example.com', reason: 'hard_bounce' });
    });
    await queueFailure(context, event);
    const { row } = await tellOne(withNotify(place, { email: 'Gone@example.com' }), { transport });
    expect(row).toMatchObject({
      state: 'cancelled',
      last_error: 'the address is on the suppression list',
    });
    expect(daemon.accepted).toEqual([]);
  });

  it('confirms a deletion to a person whose address is encrypted until then and wiped after', async () => {
    await deletion();
    await deletion('Kim', 'other@example.com');
    const [before] = await allNotices(context);
    expect(JSON.stringify(before)).not.toContain('canary');
    expect(before?.recipient_encrypted?.toString('latin1')).not.toContain('canary');
    await context.database.knex('notices').whereNot({ id: before?.id }).delete();
    const { row } = await tellOne(withNotify(place, {}), { transport });
    expect(row).toMatchObject({ state: 'done', recipient_encrypted: null, facts: {} });
    const [mail] = daemon.accepted;
    expect(mail?.to).toBe('erased.canary@example.com');
    const { text, subject } = await PostalMime.parse(mail?.raw ?? '');
    expect(subject).toBe('[데브데이] 개인정보가 삭제되었습니다');
    expect(text).toContain('홍길동 님');
  });

  it('forgets whom a confirmation was for when it is cancelled, or a month after it failed', async () => {
    await deletion();
    const id = (await allNotices(context))[0]?.id ?? '';
    await cancelRow(context.database, noticeLedger, id);
    expect(await allNotices(context)).toMatchObject([{ recipient_encrypted: null }]);
    await expect(retryRow(context.database, noticeLedger, id)).rejects.toMatchObject({
      code: 'JOB_NOT_RETRYABLE',
      message: expect.stringContaining('its recipient is forgotten'),
    });
    await context.database.knex('notices').delete();
    for (const [state, days] of [
      ['failed', 29],
      ['failed', 31],
      ['pending', 31],
    ] as const) {
      await deletion();
      await context.database.knex.raw(
        "UPDATE notices SET state = ?, updated_at = now() - ? * interval '1 day' WHERE state = 'pending' AND updated_at > now() - interval '1 day'",
        [state, days],
      );
    }
    expect(await forgetRecipients(context)).toBe(1);
    expect(await context.database.knex('notices').whereNull('recipient_encrypted')).toMatchObject([
      { state: 'failed' },
    ]);
  });
});
