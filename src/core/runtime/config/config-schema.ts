import { isIP } from 'node:net';
import { z } from 'zod';
import { parseMasterKeys } from '../crypto/master-keys.js';
import { readEcKey } from '../crypto/read-ec-key.js';
import { EvmError } from '../errors.js';

/** `50MB`, `512 kB`, `1048576`: bytes, with binary multiples as operators expect of file sizes. */
export const byteSize = z
  .union([z.number().int().positive(), z.string()])
  .transform((value, context) => {
    const match = /^\s*(\d+(?:\.\d+)?)\s*(b|kb|kib|mb|mib|gb|gib)?\s*$/i.exec(String(value));
    if (!match) {
      context.addIssue({
        code: 'custom',
        message: 'not a size: write for example 50MB or 1048576',
      });
      return z.NEVER;
    }
    const factor = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[
      (match[2] ?? 'b').charAt(0).toLowerCase() as 'b' | 'k' | 'm' | 'g'
    ];
    return Math.round(Number(match[1]) * factor);
  });

/** ISO 3166, as phone numbers need it; typed in either case. */
export const regionCode = z
  .string()
  .transform((text) => text.toUpperCase())
  .pipe(z.string().regex(/^[A-Z]{2}$/, 'a two-letter country code such as KR'));

const url = (protocols: string[], example: string) =>
  z.string().refine(
    (value) => {
      try {
        return protocols.includes(new URL(value).protocol);
      } catch {
        return false;
      }
    },
    { message: `not a URL of the right kind: write for example ${example}` },
  );

/** `evm@example.com` or `Seoul DevDay <evm@example.com>`; nothing that could end a header. */
const mailbox = z
  .string()
  .regex(/^(?:[^<>"\x00-\x1f\u2028\u2029]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
    message: 'not a sender: write for example Seoul DevDay <devday@example.com>',
  });

/** One key, or the lines of a key file: so `EVM_MASTER_KEY_FILE` may name the file that evm made. */
const masterKeys = z.string().superRefine((text, context) => {
  try {
    parseMasterKeys(text, 'it');
  } catch (error) {
    const reason = error instanceof EvmError ? String(error.facts.reason) : 'it cannot be read';
    context.addIssue({ code: 'custom', message: `not a key (64 hex digits or base64): ${reason}` });
  }
});

/** Addresses and networks whose `X-Forwarded-For` is believed: `10.0.0.7, 10.1.0.0/16`. */
const proxyList = z.string().superRefine((text, context) => {
  const wrong = commaList(text).filter((item) => !isNetwork(item));
  if (wrong.length === 0) return;
  const message = 'not addresses or networks: write for example 10.0.0.7, 10.1.0.0/16';
  context.addIssue({ code: 'custom', message });
});

/** `https://desk.example.com, http://localhost:5173`: as a browser sends them, without a path. */
const originList = z
  .string()
  .refine(
    (text) => commaList(text).every((item) => /^https?:\/\/[^/\s?#@]+$/.test(item)),
    'not origins: write for example https://desk.example.com',
  );

/** `arn:aws:sns:ap-northeast-2:123456789012:bounces`, by commas. */
const topicList = z
  .string()
  .refine(
    (text) => commaList(text).every((item) => snsTopic.test(item)),
    'not topics of Amazon SNS: write for example arn:aws:sns:ap-northeast-2:123456789012:bounces',
  );
const snsTopic = /^arn:aws(?:-cn|-us-gov)?:sns:[a-z0-9-]{3,40}:\d{12}:[\w.-]{1,256}$/;

/** A public key of an elliptic curve, as SendGrid shows it. */
const verificationKey = z.string().superRefine((text, context) => {
  try {
    readEcKey(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not the verification key that SendGrid shows' });
  }
});

/** Minutes between the tries: `5, 60`. A week is longer than any mail is of use. */
const minuteList = z.string().refine((text) => {
  const minutes = commaList(text).map(Number);
  return minutes.length > 0 && minutes.every((count) => count > 0 && count <= 7 * 24 * 60);
}, 'not minutes: write for example 5,60');

/** Seed 004: after five minutes; seed 000: three tries within 24 hours. */
export const usualRetryMinutes = '5,60';

/** The items of `a, b`. */
export function commaList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function isNetwork(item: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
  const family = isIP(address);
  return family !== 0 && (bits === undefined || Number(bits) <= (family === 4 ? 32 : 128));
}

/**
 * Everything that can be configured, with its default. Sources in rising order: these defaults,
 * the config file, the environment, flags. `home` and `operator` get their defaults from the
 * machine, so the loader supplies them.
 */
export const configSchema = z.strictObject({
  home: z.string().min(1),
  databaseUrl: url(['postgres:', 'postgresql:'], 'postgres://user@host/database').optional(),
  redisUrl: url(['redis:', 'rediss:'], 'redis://127.0.0.1:6379').optional(),
  masterKey: masterKeys.optional(),
  operator: z.string().min(1).max(100),
  region: regionCode.default('KR'),
  mail: z
    .strictObject({
      smtpUrl: url(['smtp:', 'smtps:', 'file:'], 'smtp://user@mail.example.com:587').optional(),
      smtpPassword: z.string().min(1).optional(),
      from: mailbox.optional(),
      replyTo: mailbox.optional(),
      publicUrl: url(['https:', 'http:'], 'https://events.example.com').optional(),
      connections: z.coerce.number().int().min(1).max(50).default(5),
      perSecond: z.coerce.number().min(0).max(10_000).default(0),
      perMinute: z.coerce.number().min(0).max(600_000).default(0),
      retryMinutes: minuteList.default(usualRetryMinutes),
      dkimDomain: z.string().min(1).optional(),
      dkimSelector: z.string().min(1).optional(),
      dkimKey: z.string().min(1).optional(),
      sesTopics: topicList.optional(),
      sendgridKey: verificationKey.optional(),
    })
    .prefault({}),
  calendar: z
    .strictObject({
      domain: z
        .string()
        .regex(
          /^[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?$/u,
          'is a domain: events.example.com',
        )
        .optional(),
    })
    .prefault({}),
  notify: z
    .strictObject({
      email: mailbox.optional(),
      webhookUrl: url(['https:', 'http:'], 'https://hooks.example.com/evm').optional(),
      webhookSecret: z.string().min(1).optional(),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
    })
    .prefault({}),
  embedded: z
    .strictObject({
      /** How long a command waits for another process to let go of the embedded database. */
      ownerWaitSeconds: z.coerce.number().min(0).max(600).default(5),
    })
    .prefault({}),
  worker: z
    .strictObject({
      concurrency: z.coerce.number().int().min(1).max(100).default(4),
      graceSeconds: z.coerce.number().min(0).max(3600).default(20),
      sweepSeconds: z.coerce.number().min(0.1).max(60).default(5),
      leaseSeconds: z.coerce.number().min(1).max(3600).default(8),
    })
    .prefault({}),
  http: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.coerce.number().int().min(0).max(65_535).default(8080),
      trustProxy: proxyList.optional(),
      tlsCert: z.string().min(1).optional(),
      tlsKey: z.string().min(1).optional(),
      origins: originList.optional(),
      /** Requests a minute; 0 is no limit. */
      ratePerKey: z.coerce.number().int().min(0).default(12_000),
      ratePerAddress: z.coerce.number().int().min(0).default(30_000),
      requestSeconds: z.coerce.number().min(1).max(300).default(10),
    })
    .prefault({}),
  imports: z
    .strictObject({
      maxSize: byteSize.default(50 * 1024 * 1024),
      maxRows: z.coerce.number().int().min(1).default(1_048_576),
      maxColumns: z.coerce.number().int().min(1).max(16_384).default(256),
      maxCellLength: z.coerce.number().int().min(1).max(1_000_000).default(32_767),
      /** Issues kept with the import and printed; the report file always holds all of them. */
      maxIssues: z.coerce.number().int().min(0).max(100_000).default(1_000),
    })
    .prefault({}),
});

export type Config = z.infer<typeof configSchema>;

/** Settings whose values are never printed, not even in part. */
export const secretSettings: readonly string[] = [
  'masterKey',
  'mail.smtpPassword',
  'mail.dkimKey',
  // The paths of many services' webhooks are all that keeps others out.
  'notify.webhookUrl',
  'notify.webhookSecret',
];

/** Settings that may hold a password inside a URL; printed with the password left out. */
export const credentialUrlSettings: readonly string[] = ['databaseUrl', 'redisUrl', 'mail.smtpUrl'];
