import { describe, expect, it } from 'vitest';
import { createSnsDesk } from '../../../../src/core/mailing/webhooks/sns-desk.js';
import {
  snsBody,
  snsCertificateUrl,
  snsHost,
  snsServer,
  snsTopic,
} from '../../../support/sns-signer.js';

const confirmation = {
  Type: 'SubscriptionConfirmation',
  Token: '2336412f37',
  SubscribeURL: `${snsHost}/?Action=ConfirmSubscription&Token=2336412f37`,
};

describe('what Amazon SNS posts', () => {
  function open() {
    const asked: string[] = [];
    return { asked, desk: createSnsDesk([snsTopic], snsServer(asked)) };
  }

  it('is taken with either signature, and the certificate fetched once', async () => {
    const { desk, asked } = open();
    for (const version of ['1', '2'] as const) {
      const body = snsBody({ Message: 'two\nlines', Subject: 'Amazon SES' }, { version });
      expect(await desk.receive(body)).toEqual({ kind: 'message', message: 'two\nlines' });
    }
    expect(asked).toEqual([snsCertificateUrl]);
  });

  it('is not taken when any signed field is another, or the signature is of another version', async () => {
    const { desk } = open();
    for (const name of ['Message', 'MessageId', 'Subject', 'Timestamp']) {
      const body = snsBody({ Subject: 'Amazon SES' }, { forged: { [name]: 'other' } });
      expect(await desk.receive(body), name).toBeUndefined();
    }
    const others: Record<string, string>[] = [
      { SignatureVersion: '1' },
      { Signature: '' },
      { Type: 'UnsubscribeConfirmation' },
    ];
    for (const forged of others) {
      expect(await desk.receive(snsBody({}, { forged }))).toBeUndefined();
    }
  });

  it('is not even looked up for a topic of somebody else, or with a certificate of another place', async () => {
    const { desk, asked } = open();
    expect(await desk.receive(snsBody({ TopicArn: `${snsTopic}-of-others` }))).toBeUndefined();
    for (const url of [
      'http://sns.ap-northeast-2.amazonaws.com/SimpleNotificationService-0123abcd.pem',
      'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123abcd.pem',
      'https://sns.ap-northeast-2.amazonaws.com.evil.example/SimpleNotificationService-0123abcd.pem',
      'https://evil.example/sns.ap-northeast-2.amazonaws.com/SimpleNotificationService-0123abcd.pem',
      'https://sns.ap-northeast-2.amazonaws.com@evil.example/SimpleNotificationService-0123abcd.pem',
      'https://me:pw@sns.ap-northeast-2.amazonaws.com/SimpleNotificationService-0123abcd.pem',
      'https://sns.ap-northeast-2.amazonaws.com:8443/SimpleNotificationService-0123abcd.pem',
      'https://sns.ap-northeast-2.amazonaws.com/?Action=x&y=/SimpleNotificationService-0123abcd.pem',
      'https://sns.ap-northeast-2.amazonaws.com/a/../other.pem',
      'no address',
    ]) {
      const body = snsBody({}, { forged: { SigningCertURL: url } });
      expect(await desk.receive(body), url).toBeUndefined();
    }
    expect(asked).toEqual([]);
  });

  it('is nothing when it is no such message', async () => {
    const { desk, asked } = open();
    for (const body of ['', 'null', '[]', '{}', '{"Type":"Notification"}', '<xml/>']) {
      expect(await desk.receive(body)).toBeUndefined();
    }
    expect(asked).toEqual([]);
  });

  it('makes few downloads at a time, each once, and takes no certificate that is none', async () => {
    const waiting: ((pem: string) => void)[] = [];
    const desk = createSnsDesk(
      [snsTopic],
      async () => await new Promise<string>((resolve) => waiting.push(resolve)),
    );
    const bodyFor = (name: string) =>
      snsBody(
        {},
        { forged: { SigningCertURL: `${snsHost}/SimpleNotificationService-${name}.pem` } },
      );
    const asked = ['a', 'b', 'b', 'c'].map(async (name) => await desk.receive(bodyFor(name)));
    const settled = Promise.allSettled(asked);
    const unreachable = { code: 'WEBHOOK_SENDER_UNREACHABLE' };
    await expect(asked[3]).rejects.toMatchObject(unreachable);
    expect(waiting).toHaveLength(2);
    for (const answer of waiting) answer('<html>no</html>');
    expect(await settled).toMatchObject(
      [0, 1, 2, 3].map(() => ({ status: 'rejected', reason: unreachable })),
    );
  });

  it('is confirmed at Amazon, and at no other place, when it asks whether it may send', async () => {
    const { desk, asked } = open();
    expect(await desk.receive(snsBody(confirmation))).toEqual({ kind: 'confirmed' });
    expect(asked).toEqual([snsCertificateUrl, confirmation.SubscribeURL]);
    const elsewhere = { ...confirmation, SubscribeURL: 'https://evil.example/?Action=x' };
    expect(await desk.receive(snsBody(elsewhere))).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('says when Amazon sends no more', async () => {
    const { desk } = open();
    const body = snsBody({ ...confirmation, Type: 'UnsubscribeConfirmation' });
    expect(await desk.receive(body)).toEqual({ kind: 'ended' });
  });

  it('comes from the servers of China for a topic of China', async () => {
    const topic = 'arn:aws-cn:sns:cn-north-1:123456789012:bounces';
    const url = 'https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0123abcd.pem';
    const desk = createSnsDesk([topic], async () => await snsServer()(snsCertificateUrl));
    const body = snsBody({ TopicArn: topic }, { forged: { SigningCertURL: url } });
    expect(await desk.receive(body)).toMatchObject({ kind: 'message' });
  });
});
