import { verify, X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { parseJson } from '../../runtime/parse-json.js';
import { downloadText } from './download-text.js';
import { webhookErrors } from './errors.js';

/** What Amazon SNS posts. Fields that are signed are signed as they are, so nothing is trimmed. */
const envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  TopicArn: z.string(),
  Message: z.string(),
  MessageId: z.string(),
  Timestamp: z.string(),
  Subject: z.string().nullish(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
});

type Envelope = z.infer<typeof envelope>;

/** Receives what Amazon SNS posts about the topics that we know. */
export interface SnsDesk {
  /**
   * The message of a notification; `confirmed` when Amazon asked whether it may send, and was told that it
   * may; `ended` when it sends no more; undefined when this was not signed by Amazon for one of our topics.
   * Errors: WEBHOOK_SENDER_UNREACHABLE.
   */
  receive(
    body: string,
  ): Promise<{ kind: 'message'; message: string } | { kind: 'confirmed' | 'ended' } | undefined>;
}

/** Certificates change once a year. */
const mostCertificates = 10;
/** Whoever knows a topic can name certificates that do not exist; only so many are asked for at a time. */
const mostDownloads = 2;

/**
 * @param topics ARNs. Amazon signs for everybody who has an account there, so a signature alone says nothing.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function createSnsDesk(
  topics: readonly string[],
  download: (url: string) => Promise<string> = downloadText,
): SnsDesk {
  let downloads = 0;
  const certificates = new LRUCache<string, X509Certificate>({
    max: mostCertificates,
    // Who asks for one that is being fetched waits for it; a failure is not kept.
    async fetchMethod(url) {
      const { host } = new URL(url);
      if (downloads >= mostDownloads) throw webhookErrors.senderUnreachable({ host });
      downloads += 1;
      try {
        return readCertificate(host, await download(url));
      } finally {
        downloads -= 1;
      }
    },
  });

  return {
    async receive(body) {
      const parsed = envelope.safeParse(parseJson(body));
      if (!parsed.success || !topics.includes(parsed.data.TopicArn)) return undefined;
      const { Type, Message, SigningCertURL, SubscribeURL = '', TopicArn } = parsed.data;
      const host = hostOf(TopicArn);
      if (!isCertificateOf(host, SigningCertURL)) return undefined;
      if (!isSigned(parsed.data, await certificates.forceFetch(SigningCertURL))) return undefined;
      if (Type === 'Notification') return { kind: 'message', message: Message };
      if (Type === 'UnsubscribeConfirmation') return { kind: 'ended' };
      if (originOf(SubscribeURL) !== `https://${host}`) return undefined;
      await download(SubscribeURL);
      return { kind: 'confirmed' };
    },
  };
}

/** `arn:aws:sns:ap-northeast-2:123456789012:bounces` is served by `sns.ap-northeast-2.amazonaws.com`. */
function hostOf(topic: string): string {
  const [, partition, , region] = topic.split(':');
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

function readCertificate(host: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw webhookErrors.senderUnreachable({ host }, error);
  }
}

/** A certificate is as good as the place that it comes from. */
function isCertificateOf(host: string, url: string): boolean {
  if (originOf(url) !== `https://${host}`) return false;
  const { pathname, search } = new URL(url);
  return /^\/SimpleNotificationService-[\w-]{1,100}\.pem$/.test(pathname) && search === '';
}

/** Without a user or a password, and undefined for what is no address. */
function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, username, password } = new URL(url);
  return username === '' && password === '' ? origin : undefined;
}

function isSigned(message: Envelope, certificate: X509Certificate): boolean {
  const algorithm = message.SignatureVersion === '1' ? 'sha1' : 'sha256';
  const signature = Buffer.from(message.Signature, 'base64');
  return verify(algorithm, Buffer.from(signedTextOf(message)), certificate.publicKey, signature);
}

/** Names and values of some fields in the order of the alphabet, each ended by a line feed. */
function signedTextOf(message: Envelope): string {
  const names =
    message.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : ([
          'Message',
          'MessageId',
          'SubscribeURL',
          'Timestamp',
          'Token',
          'TopicArn',
          'Type',
        ] as const);
  return names
    .map((name) => {
      const value = message[name as keyof Envelope];
      return value === undefined || value === null ? '' : `${name}\n${value}\n`;
    })
    .join('');
}
