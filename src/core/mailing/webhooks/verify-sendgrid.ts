import { type KeyObject, verify } from 'node:crypto';

/**
 * Whether SendGrid has signed this: ECDSA with SHA-256 over the timestamp and the bytes of the body. The time
 * is not looked at, because the same report again changes nothing.
 *
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export function isSignedBySendgrid(
  key: KeyObject,
  { signature, timestamp, body }: { signature: string; timestamp: string; body: Buffer },
): boolean {
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify('sha256', signed, key, Buffer.from(signature, 'base64'));
}
