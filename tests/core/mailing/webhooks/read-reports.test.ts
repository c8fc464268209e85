import { describe, expect, it } from 'vitest';
import { readSendgridReports } from '../../../../src/core/mailing/webhooks/read-sendgrid-reports.js';
import { readSesReport } from '../../../../src/core/mailing/webhooks/read-ses-report.js';

const id = '0198c1d2-3e4f-7a5b-8c6d-7e8f90a1b2c3';
const header = `<${id}@events.example.com>`;

describe('a notification of Amazon SES', () => {
  // As https://docs.aws.amazon.com/ses/latest/dg/notification-examples.html shows them.
  const mail = {
    messageId: '00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa0680-000000',
    destination: ['Hong@Example.com'],
    headersTruncated: false,
    headers: [
      { name: 'From', value: '"Seoul DevDay" <devday@example.com>' },
      { name: 'Message-ID', value: header },
    ],
    commonHeaders: { messageId: header, subject: 'Hello' },
  };
  const recipient = {
    emailAddress: 'Hong@Example.com',
    status: '5.1.1',
    action: 'failed',
    diagnosticCode: 'smtp; 550 5.1.1 <hong@example.com>... User unknown',
  };

  function bounce(bounceType: string, bounceSubType: string, changes: object = {}) {
    const bouncedRecipients = [{ ...recipient, ...changes }];
    return readSesReport(
      JSON.stringify({
        notificationType: 'Bounce',
        mail,
        bounce: { bounceType, bounceSubType, bouncedRecipients },
      }),
    );
  }

  it('is a bounce of the message that it was, hard only when the address is bad', () => {
    expect(bounce('Permanent', 'General')).toEqual({
      kind: 'bounce',
      hardness: 'hard',
      messageId: id,
      code: '5.1.1',
      writtenTo: 'hong@example.com',
    });
    const spam = { status: '5.7.1', diagnosticCode: 'smtp; 550 5.7.1 blocked as spam' };
    const silent = { status: undefined, diagnosticCode: undefined };
    expect(bounce('Permanent', 'General', spam)).toMatchObject({ hardness: 'soft' });
    expect(bounce('Permanent', 'General', silent)).toMatchObject({ hardness: 'hard' });
    for (const subType of ['NoEmail', 'Suppressed', 'OnAccountSuppressionList']) {
      expect(bounce('Permanent', subType, silent)).toMatchObject({ hardness: 'hard' });
    }
    expect(bounce('Transient', 'MailboxFull')).toMatchObject({ hardness: 'soft' });
    expect(bounce('Undetermined', 'Undetermined')).toMatchObject({ hardness: 'soft' });
  });

  it('is a complaint, unless the recipient said that it is none', () => {
    const complaint = (complaintFeedbackType?: string) =>
      readSesReport(
        JSON.stringify({ eventType: 'Complaint', mail, complaint: { complaintFeedbackType } }),
      );
    expect(complaint('abuse')).toEqual({ kind: 'complaint', messageId: id });
    expect(complaint()).toEqual({ kind: 'complaint', messageId: id });
    expect(complaint('not-spam')).toEqual({ kind: 'other' });
  });

  it('is a delay, or about no message that can be known', () => {
    const event = (fields: object) => readSesReport(JSON.stringify(fields));
    expect(event({ eventType: 'DeliveryDelay', mail })).toEqual({ kind: 'delay', messageId: id });
    const { headers: _, commonHeaders: __, ...bare } = mail;
    const unknown = event({ eventType: 'Bounce', mail: bare, bounce: { bounceType: 'Permanent' } });
    expect(unknown).toMatchObject({ kind: 'bounce', messageId: undefined });
  });

  it('is nothing when it says nothing, whatever it is', () => {
    for (const message of [
      'Successfully validated SNS topic for Amazon SES event publishing.',
      '',
      'null',
      '7',
      '[]',
      '{}',
      '{"notificationType":"Delivery"}',
      '{"notificationType":"Bounce"}',
      '{"notificationType":"Bounce","mail":null,"bounce":null}',
      '{"notificationType":["Bounce"],"mail":{"headers":"x"},"bounce":{"bouncedRecipients":7}}',
    ]) {
      expect(readSesReport(message), message).toEqual({ kind: 'other' });
    }
  });
});

describe('events of SendGrid', () => {
  function report(event: object) {
    const body = JSON.stringify([{ email: 'hong@example.com', 'smtp-id': header, ...event }]);
    return readSendgridReports(body)?.[0];
  }

  it('are bounces, hard only when the address is bad', () => {
    const bounced = { event: 'bounce', type: 'bounce', status: '5.0.0' };
    expect(report({ ...bounced, reason: '550 5.1.1 user unknown' })).toEqual({
      kind: 'bounce',
      hardness: 'hard',
      messageId: id,
      code: '5.0.0',
      writtenTo: 'hong@example.com',
    });
    const known = { bounce_classification: 'Invalid Address', reason: '550 no' };
    expect(report({ ...bounced, ...known })).toMatchObject({ hardness: 'hard' });
    const full = { reason: '552 5.2.2 mailbox full', status: '5.2.2' };
    expect(report({ ...bounced, ...full })).toMatchObject({ hardness: 'soft' });
    const blocked = { event: 'bounce', type: 'blocked', reason: '550 user unknown', status: '' };
    expect(report(blocked)).toMatchObject({ hardness: 'soft' });
  });

  it('are what SendGrid did not even try, for its reason', () => {
    const dropped = (reason: string) => report({ event: 'dropped', reason });
    expect(dropped('Bounced Address')).toMatchObject({ kind: 'bounce', hardness: 'hard' });
    expect(dropped('Invalid')).toMatchObject({ kind: 'bounce', hardness: 'hard' });
    expect(dropped('Spam Reporting Address')).toMatchObject({ kind: 'complaint', messageId: id });
    expect(dropped('Unsubscribed Address')).toMatchObject({ kind: 'bounce', hardness: 'soft' });
  });

  it('are complaints, delays, and much that is nothing', () => {
    expect(report({ event: 'spamreport' })).toEqual({ kind: 'complaint', messageId: id });
    expect(report({ event: 'deferred' })).toEqual({ kind: 'delay', messageId: id });
    for (const event of ['processed', 'delivered', 'open', 'click', 'unsubscribe', '', 7]) {
      expect(report({ event })).toEqual({ kind: 'other' });
    }
  });

  it('are none when the body is something else', () => {
    for (const body of ['', '{}', 'null', '[7]', '[[]]', 'x']) {
      expect(readSendgridReports(body), body).toBeUndefined();
    }
    expect(readSendgridReports('[]')).toEqual([]);
  });
});
