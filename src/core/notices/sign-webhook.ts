import { createHmac } from 'node:crypto';

/**
 * The headers that make a body a webhook of Standard Webhooks 1.0.0: an id that stays the same however
 * often it is posted, the time of this attempt, and the signature of both with the body.
 * @param webhook.id without full stops, which part what is signed
 */
export function signWebhook(
  key: Buffer,
  webhook: { id: string; at: Date; body: string },
): Record<string, string> {
  const { id, at, body } = webhook;
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
