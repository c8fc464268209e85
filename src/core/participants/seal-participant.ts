import { blindIndex } from '../runtime/crypto/blind-index.js';
import { decryptColumn, encryptColumn } from '../runtime/crypto/column-cipher.js';
import type { Keyring } from '../runtime/crypto/keyring.js';

/** The personal columns as the table holds them. */
export interface SealedIdentity {
  email_encrypted: Buffer;
  email_index: Buffer;
  phone_encrypted: Buffer | null;
  birth_date_encrypted: Buffer | null;
}

export interface PersonalData {
  email: string;
  phone: string | null;
  birthDate: string | null;
}

const table = 'participants';

/** Encrypts a participant's personal data, bound to the row `id`. */
export function sealPersonalData(
  keyring: Keyring,
  id: string,
  { email, phone, birthDate }: PersonalData,
): SealedIdentity {
  return {
    email_encrypted: sealEmail(keyring, id, email),
    email_index: emailIndex(keyring, email),
    phone_encrypted: phone === null ? null : sealPhone(keyring, id, phone),
    birth_date_encrypted: birthDate === null ? null : sealBirthDate(keyring, id, birthDate),
  };
}

/** Decrypts what `sealPersonalData` made. Errors: KEY_UNKNOWN, DECRYPT_FAILED. */
export function openPersonalData(
  keyring: Keyring,
  id: string,
  sealed: Omit<SealedIdentity, 'email_index'>,
): PersonalData {
  const { email_encrypted, phone_encrypted, birth_date_encrypted } = sealed;
  return {
    email: decryptColumn(keyring, { table, column: 'email', rowId: id }, email_encrypted),
    phone:
      phone_encrypted &&
      decryptColumn(keyring, { table, column: 'phone', rowId: id }, phone_encrypted),
    birthDate:
      birth_date_encrypted &&
      decryptColumn(keyring, { table, column: 'birth_date', rowId: id }, birth_date_encrypted),
  };
}

/** By which an e-mail address is found without being readable; `email` in its normalised form. */
export function emailIndex(keyring: Keyring, email: string): Buffer {
  return blindIndex(keyring, 'participants.email', email);
}

export function sealEmail(keyring: Keyring, id: string, email: string): Buffer {
  return encryptColumn(keyring, { table, column: 'email', rowId: id }, email);
}

export function sealPhone(keyring: Keyring, id: string, phone: string): Buffer {
  return encryptColumn(keyring, { table, column: 'phone', rowId: id }, phone);
}

export function sealBirthDate(keyring: Keyring, id: string, birthDate: string): Buffer {
  return encryptColumn(keyring, { table, column: 'birth_date', rowId: id }, birthDate);
}
