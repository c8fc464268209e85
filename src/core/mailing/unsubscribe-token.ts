import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keyring } from '../runtime/crypto/keyring.js';
import { publicAddress } from '../runtime/public-address.js';

const version = 1;
const idBytes = 16;
/** 128 bits of HMAC-SHA-256 (RFC 2104, 5: at least half of the digest, at least 80 bits). */
const macBytes = 16;
const tokenPattern = /^[A-Za-z0-9_-]{44}$/;

/**
 * What an unsubscribe link holds: `version (1) | message id (16) | mac (16)` as 44 characters of
 * base64url. Without personal data, and nobody can make one for a message of somebody else. It never
 * expires: an old e-mail's link has to work.
 */
export function createUnsubscribeToken(keyring: Keyring, messageId: string): string {
  const id = Buffer.from(messageId.replaceAll('-', ''), 'hex');
  return Buffer.concat([Buffer.of(version), id, macOf(keyring, messageId)]).toString('base64url');
}

/** The message that a token was made for; undefined when this installation did not make it. */
export function readUnsubscribeToken(keyring: Keyring, token: string): string | undefined {
  if (!tokenPattern.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 1 + idBytes + macBytes || bytes[0] !== version) return undefined;
  const messageId = formatId(bytes.subarray(1, 1 + idBytes));
  const isGenuine = timingSafeEqual(bytes.subarray(1 + idBytes), macOf(keyring, messageId));
  return isGenuine ? messageId : undefined;
}

/**
 * The address of an unsubscribe page, `https://…/u/<token>`. RFC 8058 wants it to be https, so one-click
 * headers are only for a `publicUrl` that is.
 */
export function createUnsubscribeUrl(publicUrl: string, token: string): string {
  return publicAddress(publicUrl, `/u/${token}`);
}

function macOf(keyring: Keyring, messageId: string): Buffer {
  // A key of its own, which outlives rotations of the master key as the blind indexes' do.
  return createHmac('sha256', keyring.blindIndexKey('mailing.unsubscribe'))
    .update(`unsubscribe|${version}|${messageId.toLowerCase()}`)
    .digest()
    .subarray(0, macBytes);
}

function formatId(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
