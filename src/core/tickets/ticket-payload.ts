import { sign, verify } from 'node:crypto';
import { decodeBase41, encodeBase41 } from './base41.js';
import { type EventPublicKey, type EventSigningKey, keyTagBytes } from './event-key.js';
import { ticketCodeAlphabet, ticketCodeLength } from './ticket-code.js';

/** What the QR code of a ticket says, apart from the event's key. */
export interface TicketFields {
  /** 10 characters, see ticket-code.ts. */
  ticketCode: string;
  /** 1 to 16383; a reprint carries the next number, and only the newest copy opens the door. */
  copy: number;
}

/** A payload taken apart; nothing in it is to be believed before its signature is verified. */
export interface DecodedTicket extends TicketFields {
  /** 6 bytes, `EventPublicKey.tag` of the key it claims to be signed with. */
  keyTag: Buffer;
}

export type TicketVerdict =
  | ({ verdict: 'valid' } & TicketFields)
  /** Not a ticket payload as this version writes it. */
  | { verdict: 'malformed' }
  /** A ticket payload of a later format: evm is too old to judge it. */
  | { verdict: 'unsupported_version' }
  /** Claims another key: a ticket of another event, or one signed with a key not given here. */
  | { verdict: 'wrong_event' }
  /** Claims this event's key and was not signed with it: forged or changed. */
  | { verdict: 'invalid_signature' };

export const maxTicketCopy = 2 ** 14 - 1;
/** 5 + 117 characters: just what a QR symbol of version 5 (37 × 37) holds at error correction M. */
export const ticketPayloadLength = 122;

/**
 * The signed text of a ticket's QR code:
 *
 *     EVM1: base41( key tag (6) | ticket code (50 bits), copy (14 bits) | Ed25519 signature (64) )
 *
 * The signature covers everything before it, the prefix included. The text has one length, and each
 * ticket copy one spelling: Ed25519 is deterministic and its verifier takes no second form.
 */
export function encodeTicketPayload(key: EventSigningKey, fields: TicketFields): string {
  const body = Buffer.concat([key.tag, packFields(fields)]);
  const signature = sign(null, signedBytes(body), key.privateKey);
  return prefix + encodeBase41(Buffer.concat([body, signature]));
}

/** Takes a payload apart without judging it; undefined when it is malformed. */
export function decodeTicketPayload(text: string): DecodedTicket | undefined {
  return split(text)?.ticket;
}

/** Judges a payload with the event's public key alone; needs no database and never throws. */
export function verifyTicketPayload(key: EventPublicKey, text: string): TicketVerdict {
  const parts = split(text);
  if (!parts) return { verdict: refuseUnreadable(text) };
  const { body, signature, ticket } = parts;
  if (!ticket.keyTag.equals(key.tag)) return { verdict: 'wrong_event' };
  if (!verify(null, signedBytes(body), key.publicKey, signature)) {
    return { verdict: 'invalid_signature' };
  }
  return { verdict: 'valid', ticketCode: ticket.ticketCode, copy: ticket.copy };
}

/** Why a text that `decodeTicketPayload` cannot take apart is refused. */
export function refuseUnreadable(text: string): 'malformed' | 'unsupported_version' {
  return laterVersion.test(text) ? 'unsupported_version' : 'malformed';
}

const prefix = 'EVM1:';
const laterVersion = /^EVM(?:[2-9]|[1-9]\d+):/;
const fieldBytes = 8;
const bodyBytes = keyTagBytes + fieldBytes;
const copyBits = 14n;

function split(text: string) {
  if (text.length !== ticketPayloadLength || !text.startsWith(prefix)) return undefined;
  const bytes = decodeBase41(text.slice(prefix.length));
  if (!bytes) return undefined;
  const body = bytes.subarray(0, bodyBytes);
  const fields = unpackFields(body.subarray(keyTagBytes));
  if (fields.copy === 0) return undefined;
  const ticket: DecodedTicket = { keyTag: body.subarray(0, keyTagBytes), ...fields };
  return { body, signature: bytes.subarray(bodyBytes), ticket };
}

function packFields({ ticketCode, copy }: TicketFields): Buffer {
  if (!Number.isInteger(copy) || copy < 1 || copy > maxTicketCopy) {
    throw new RangeError(`a copy number from 1 to ${maxTicketCopy} is needed`);
  }
  let packed = 0n;
  for (const character of ticketCode) {
    const value = ticketCodeAlphabet.indexOf(character);
    if (value < 0) throw new RangeError('not a ticket code');
    packed = (packed << 5n) | BigInt(value);
  }
  if (ticketCode.length !== ticketCodeLength) throw new RangeError('not a ticket code');
  const bytes = Buffer.alloc(fieldBytes);
  bytes.writeBigUInt64BE((packed << copyBits) | BigInt(copy));
  return bytes;
}

function unpackFields(bytes: Buffer): TicketFields {
  const packed = bytes.readBigUInt64BE();
  let rest = packed >> copyBits;
  let ticketCode = '';
  for (let index = 0; index < ticketCodeLength; index++) {
    ticketCode = ticketCodeAlphabet.charAt(Number(rest & 31n)) + ticketCode;
    rest >>= 5n;
  }
  return { ticketCode, copy: Number(packed & ((1n << copyBits) - 1n)) };
}

function signedBytes(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(prefix), body]);
}
