import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { type FieldInput, inputText, isErrorInput } from './field-input.js';
import { accept, type FieldResult, refuse } from './field-result.js';
import { spreadsheetError } from './spreadsheet-error.js';

const longestLocalPart = 64;
const longestAddress = 254;
const longestLabel = 63;

/** RFC 5321 without quoted local parts and address literals: what mail systems really exchange. */
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const addressPattern = new RegExp(
  `^${atom}(?:\\.${atom})*@(?:${label}\\.)+(?:[a-z]{2,}|xn--[a-z0-9-]*[a-z0-9])$`,
);
const addressSchema = z.email({ pattern: addressPattern }).max(longestAddress);

const plainAddress =
  /^[a-z0-9_+-]{1,20}(?:\.[a-z0-9_+-]{1,20}){0,2}@(?:[a-z0-9]{1,30}\.){1,3}[a-z]{2,20}$/;
const edges = /^[\s\u200B\u2060\uFEFF]+|[\s\u200B\u2060\uFEFF]+$/g;
const domainLetters = /^[\p{L}\p{M}\p{N}.\-。．｡]+$/u;

/**
 * An e-mail address, lower-cased, its domain in ASCII (punycode): at most 64 octets before the `@`
 * and 254 in all. White space, line breaks and anything beside the address are refused, so the
 * result can never add a header to a message.
 */
export function parseEmail(input: FieldInput): FieldResult<string> {
  if (typeof input === 'string' && plainAddress.test(input)) return accept(input);
  if (isErrorInput(input)) return spreadsheetError;
  const text = inputText(input).replace(edges, '');
  if (text === '') return refuse('required', 'an e-mail address is required');
  const at = text.lastIndexOf('@');
  if (at < 1) return refuse('not_an_address', 'not an e-mail address');
  const local = text.slice(0, at).normalize('NFC').toLowerCase();
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === undefined) {
    return refuse('not_an_address', 'the part after @ is not a domain name');
  }
  const address = `${local}@${domain}`;
  if (Buffer.byteLength(local) > longestLocalPart || address.length > longestAddress) {
    return refuse('too_long', 'longer than an e-mail address can be');
  }
  if (/[^\u0000-\u007F]/.test(local)) {
    return refuse('not_an_address', 'has letters before the @ that mail systems do not take');
  }
  if (!addressSchema.safeParse(address).success || hasLongLabel(domain)) {
    return refuse('not_an_address', 'not an e-mail address');
  }
  return accept(address);
}

function asciiDomain(domain: string): string | undefined {
  if (/^[A-Za-z0-9.-]+$/.test(domain)) return domain.toLowerCase();
  if (!domainLetters.test(domain)) return undefined;
  return domainToASCII(domain.normalize('NFC')) || undefined;
}

function hasLongLabel(domain: string): boolean {
  return domain.split('.').some((part) => part.length > longestLabel);
}
