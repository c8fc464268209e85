import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openKeyring } from '../../../src/core/runtime/crypto/keyring.js';
import { createSeededRandom, createSystemRandom } from '../../../src/core/runtime/random.js';
import {
  formatPublicKey,
  fromRawPublicKey,
  parsePublicKeys,
  rawPublicKey,
} from '../../../src/core/tickets/event-key.js';
import {
  createSigningKey,
  unwrapSigningKey,
  wrapSigningKey,
} from '../../../src/core/tickets/event-signing-key.js';
import {
  encodeTicketPayload,
  verifyTicketPayload,
} from '../../../src/core/tickets/ticket-payload.js';

const random = createSystemRandom();
const keyring = openKeyring({
  masterKey: '11'.repeat(32),
  keyFile: '/nowhere/master.key',
  create: false,
  random,
});
const owner = { eventId: '0192f0c1-0000-7000-8000-000000000001', keyId: 1 };
const fields = { ticketCode: '7K3QM9XPDR', copy: 3 };

describe("an event's signing key", () => {
  it('is another one each time', () => {
    const one = rawPublicKey(createSigningKey(random).publicKey);
    expect(rawPublicKey(createSigningKey(random).publicKey)).not.toEqual(one);
  });

  it('signs the same after it was wrapped and unwrapped', () => {
    const key = createSigningKey(random);
    const wrapped = wrapSigningKey(keyring, owner, key);
    const again = unwrapSigningKey(keyring, wrapped);
    expect(encodeTicketPayload(again, fields)).toBe(encodeTicketPayload(key, fields));
  });

  it('is stored as 32 public bytes and a private part that shows nothing', () => {
    const key = createSigningKey(createSeededRandom(9));
    const seed = createSeededRandom(9).bytes(32);
    const wrapped = wrapSigningKey(keyring, owner, key);
    expect(wrapped.publicKey).toHaveLength(32);
    expect(wrapped.privateKeyEncrypted).toHaveLength(62);
    expect(wrapped.privateKeyEncrypted.includes(seed)).toBe(false);
  });

  it.each([
    ['another event', { eventId: '0192f0c1-0000-7000-8000-000000000002' }],
    ['another number', { keyId: 2 }],
  ])('does not open as the key of %s', (_, change) => {
    const wrapped = wrapSigningKey(keyring, owner, createSigningKey(random));
    expect(() => unwrapSigningKey(keyring, { ...wrapped, ...change })).toThrow(
      'cannot be decrypted',
    );
  });
});

describe("an event's public key", () => {
  it('verifies tickets from its 32 stored bytes alone', () => {
    const key = createSigningKey(random);
    const stored = fromRawPublicKey(new Uint8Array(rawPublicKey(key.publicKey)));
    expect(stored.tag).toEqual(key.tag);
    expect(verifyTicketPayload(stored, encodeTicketPayload(key, fields))).toEqual({
      verdict: 'valid',
      ...fields,
    });
  });

  it('verifies tickets from its PEM file alone', () => {
    const key = createSigningKey(random);
    const [read] = parsePublicKeys(formatPublicKey(key), 'event.pem');
    expect(read && verifyTicketPayload(read, encodeTicketPayload(key, fields)).verdict).toBe(
      'valid',
    );
  });

  it('may stand beside others in one file, in their order', () => {
    const keys = [createSigningKey(random), createSigningKey(random)];
    const text = keys.map(formatPublicKey).join('\n').replaceAll('\n', '\r\n');
    expect(parsePublicKeys(text, 'event.pem').map(({ tag }) => tag)).toEqual(
      keys.map(({ tag }) => tag),
    );
  });
});

describe('a public key file', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const privateKey = createSigningKey(random).privateKey.export({ type: 'pkcs8', format: 'pem' });

  it.each([
    ['', 'it holds no PEM public key'],
    ['ssh-ed25519 AAAA', 'it holds no PEM public key'],
    ['-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'a key in it is damaged'],
    [rsa.export({ type: 'spki', format: 'pem' }).toString(), 'is not an Ed25519 key'],
    [privateKey.toString(), 'it holds a private key'],
  ])('is refused when it is %#: %.30j', (text, reason) => {
    expect(() => parsePublicKeys(text, 'event.pem')).toThrow(`event.pem cannot be used`);
    expect(() => parsePublicKeys(text, 'event.pem')).toThrow(reason);
  });
});
