import { createHash, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../../../src/core/runtime/random.js';
import { decodeBase41, encodeBase41 } from '../../../src/core/tickets/base41.js';
import { rawPublicKey } from '../../../src/core/tickets/event-key.js';
import { createSigningKey } from '../../../src/core/tickets/event-signing-key.js';
import { ticketCodeAlphabet } from '../../../src/core/tickets/ticket-code.js';
import {
  decodeTicketPayload,
  encodeTicketPayload,
  maxTicketCopy,
  ticketPayloadLength,
  verifyTicketPayload,
} from '../../../src/core/tickets/ticket-payload.js';

const key = createSigningKey({
  bytes: (length) => Buffer.from(Array.from({ length }, (_, i) => i)),
});
const otherKey = createSigningKey(createSeededRandom(2));
const fields = { ticketCode: '7K3QM9XPDR', copy: 1 };
const payload = encodeTicketPayload(key, fields);
const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

const anyTicket = fc.record({
  ticketCode: fc.string({
    unit: fc.constantFrom(...ticketCodeAlphabet),
    minLength: 10,
    maxLength: 10,
  }),
  copy: fc.integer({ min: 1, max: maxTicketCopy }),
});

/** The payload with its bytes changed by `change` and spelled correctly again. */
function rewritten(change: (bytes: Buffer) => Buffer): string {
  return `EVM1:${encodeBase41(change(decodeBase41(payload.slice(5)) as Buffer))}`;
}

describe('a ticket payload', () => {
  // Frozen, and computed by another implementation (Python's cryptography): printed tickets depend on it.
  it('has the documented format', () => {
    expect(payload).toBe(
      'EVM1:D5TDX1CY-9AKIOTRW3001FBV+XU7V3QQNKCGCHAT6RNOA+.7XO.7H:64WLV9JA:XTM3I8PWMNG+ER/D3/+LPT-EAHXJQAUS4O2JPFYXT7GMB3WSNXK-6T',
    );
  });

  it('says its code and copy to who has the public key', () => {
    fc.assert(
      fc.property(anyTicket, (ticket) => {
        const text = encodeTicketPayload(key, ticket);
        expect(text).toMatch(/^EVM1:[0-9A-Z+\-./:]{117}$/);
        expect(verifyTicketPayload(key, text)).toEqual({ verdict: 'valid', ...ticket });
      }),
      { numRuns: 50 },
    );
  });

  it('is the same each time it is made, so that a symbol can be drawn again', () => {
    expect(encodeTicketPayload(key, fields)).toBe(payload);
  });

  it('names its key, so that the event can be found before the signature is verified', () => {
    const keyTag = createHash('sha256').update(rawPublicKey(key.publicKey)).digest().subarray(0, 6);
    expect(decodeTicketPayload(payload)).toEqual({ keyTag, ...fields });
  });

  it('is not made for what is not a ticket', () => {
    for (const copy of [0, -1, 1.5, Number.NaN, maxTicketCopy + 1]) {
      expect(() => encodeTicketPayload(key, { ...fields, copy })).toThrow(RangeError);
    }
    for (const ticketCode of ['', '7K3QM9XPD', '7K3QM-9XPDR', '7k3qm9xpdr', 'UUUUUUUUUU']) {
      expect(() => encodeTicketPayload(key, { ...fields, ticketCode })).toThrow(RangeError);
    }
  });
});

describe('a changed ticket payload', () => {
  it('is refused for any other character at any place', () => {
    for (let at = 0; at < payload.length; at++) {
      for (const character of alphanumeric) {
        if (character === payload[at]) continue;
        const changed = payload.slice(0, at) + character + payload.slice(at + 1);
        expect(verifyTicketPayload(key, changed).verdict).not.toBe('valid');
      }
    }
  });

  it('is refused for any single bit that differs', () => {
    for (let bit = 0; bit < 78 * 8; bit++) {
      const changed = rewritten((bytes) => {
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        return bytes;
      });
      expect(verifyTicketPayload(key, changed).verdict).not.toBe('valid');
    }
  });

  it('is refused with anything before, behind or between, and in lower case', () => {
    const spellings = [
      ` ${payload}`,
      `${payload}\n`,
      `${payload}0`,
      `${payload}000`,
      payload.slice(0, -1),
      payload.slice(0, -3),
      `${payload.slice(0, 60)} ${payload.slice(60)}`,
      payload.toLowerCase(),
      payload.replace('EVM1', 'evm1'),
      payload.slice(5),
      '',
    ];
    for (const text of spellings) {
      expect(verifyTicketPayload(key, text)).toEqual({ verdict: 'malformed' });
      expect(decodeTicketPayload(text)).toBeUndefined();
    }
  });

  it('is refused with the other form of the same signature', () => {
    // s + L is equal to s modulo the order of the group; RFC 8032 demands the smaller one.
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const changed = rewritten((bytes) => {
      let s = BigInt(`0x${Buffer.from(bytes.subarray(46)).reverse().toString('hex')}`) + order;
      for (let at = 46; at < 78; at++, s >>= 8n) bytes[at] = Number(s & 255n);
      return bytes;
    });
    expect(verifyTicketPayload(key, changed)).toEqual({ verdict: 'invalid_signature' });
  });

  it('is refused as copy 0, even when it is signed', () => {
    const body = Buffer.concat([key.tag, Buffer.alloc(8)]);
    const signature = sign(null, Buffer.concat([Buffer.from('EVM1:'), body]), key.privateKey);
    const text = `EVM1:${encodeBase41(Buffer.concat([body, signature]))}`;
    expect(verifyTicketPayload(key, text)).toEqual({ verdict: 'malformed' });
  });

  it('never makes the verifier throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
        expect(verifyTicketPayload(key, text).verdict).toBe('malformed');
      }),
    );
    const wellSpelled = fc.string({
      unit: fc.constantFrom(...alphanumeric),
      minLength: ticketPayloadLength - 5,
      maxLength: ticketPayloadLength - 5,
    });
    fc.assert(
      fc.property(wellSpelled, (text) => {
        expect(verifyTicketPayload(key, `EVM1:${text}`).verdict).not.toBe('valid');
      }),
    );
  });
});

describe('the verdict', () => {
  it('tells a ticket of another event from a forged one', () => {
    const ofOtherEvent = encodeTicketPayload(otherKey, fields);
    expect(verifyTicketPayload(key, ofOtherEvent)).toEqual({ verdict: 'wrong_event' });

    const forged = encodeTicketPayload({ ...otherKey, tag: key.tag }, fields);
    expect(verifyTicketPayload(key, forged)).toEqual({ verdict: 'invalid_signature' });
  });

  it('does not let a signature be taken over to another copy number', () => {
    const nextCopy = rewritten((bytes) => {
      bytes.writeUInt16BE(bytes.readUInt16BE(12) + 1, 12);
      return bytes;
    });
    expect(decodeTicketPayload(nextCopy)).toMatchObject({ ticketCode: '7K3QM9XPDR', copy: 2 });
    expect(verifyTicketPayload(key, nextCopy)).toEqual({ verdict: 'invalid_signature' });
  });

  it.each(['EVM2:ABC', 'EVM10:ABC'])('asks for a newer evm for %j', (text) => {
    expect(verifyTicketPayload(key, text)).toEqual({ verdict: 'unsupported_version' });
  });

  it.each(['EVM:', 'EVM0:A', 'EVM01:A', 'EVM1:A', 'https://example.com/EVM2:'])(
    'does not take %j for a later format',
    (text) => {
      expect(verifyTicketPayload(key, text)).toEqual({ verdict: 'malformed' });
    },
  );
});

it('the signature covers the prefix, so that it means nothing outside this format', () => {
  const bytes = decodeBase41(payload.slice(5)) as Buffer;
  const [body, signature] = [bytes.subarray(0, 14), bytes.subarray(14)];
  expect(verify(null, Buffer.concat([Buffer.from('EVM1:'), body]), key.publicKey, signature)).toBe(
    true,
  );
  expect(verify(null, body, key.publicKey, signature)).toBe(false);
});
