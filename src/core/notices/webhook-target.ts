import type { Config } from '../runtime/config/config-schema.js';
import { noticeErrors } from './errors.js';

/** Where webhooks go, and with what they are signed. */
export interface WebhookTarget {
  url: string;
  key: Buffer;
}

const localHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
/** Standard Webhooks 1.0.0, signature scheme: 24 to 64 bytes. */
const keyBytes = { fewest: 24, most: 64 };

/** The webhook that is configured; undefined without one. Throws WEBHOOK_INVALID, quoting no secret. */
export function webhookTargetOf({ notify }: Pick<Config, 'notify'>): WebhookTarget | undefined {
  const { webhookUrl, webhookSecret } = notify;
  if (webhookUrl === undefined) return undefined;
  const { protocol, hostname, username, password } = new URL(webhookUrl);
  if (protocol !== 'https:' && !localHosts.includes(hostname)) {
    throw noticeErrors.webhookInvalid({ reason: 'http is for this machine only: use https' });
  }
  if (username !== '' || password !== '') {
    throw noticeErrors.webhookInvalid({ reason: 'the address must not hold a user or password' });
  }
  if (webhookSecret === undefined) {
    throw noticeErrors.webhookInvalid({ reason: 'there is no secret to sign them with' });
  }
  return { url: webhookUrl, key: readSecret(webhookSecret) };
}

function readSecret(secret: string): Buffer {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret.trim()) ?? [];
  const key = Buffer.from(encoded ?? '', 'base64');
  if (key.length < keyBytes.fewest || key.length > keyBytes.most) {
    const { fewest, most } = keyBytes;
    const reason = `the secret must be whsec_ and ${fewest} to ${most} bytes as base64`;
    throw noticeErrors.webhookInvalid({ reason });
  }
  return key;
}
