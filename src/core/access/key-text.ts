import { createHash } from 'node:crypto';
import type { Random } from '../runtime/random.js';

const keyBytes = 32;
const pattern = /^evm_[A-Za-z0-9_-]{43}$/;

/** A new API key: `evm_`, by which scanners for lost secrets know it, and 256 random bits as base64url. */
export function createKeyText(random: Random): string {
  return `evm_${random.bytes(keyBytes).toString('base64url')}`;
}

/** Whether a text is written like an API key. */
export function isKeyText(text: string): boolean {
  return pattern.test(text);
}

/** SHA-256. Enough for a text of 256 random bits: a slow hash protects what people make up. */
export function hashKeyText(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
