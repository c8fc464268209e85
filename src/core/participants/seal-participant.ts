import { blindIndex } from '../runtime/crypto/blind-index.js';
import { decryptColumn, encryptColumn } from '../runtime/crypto/column-cipher.js';
import type { Keyring } from '../runtime/crypto/keyring.js';

/** The personal columns as the table holds them. */
export interface SealedIdentity {
  /** E-mail, phone and birth date in one ciphertext (docs/decisions/0008). */
  personal_encrypted: Buffer;
  email_index: Buffer;
}

export interface PersonalData {
  email: string;
  phone: string | null;
  birthDate: string | null;
}

/** Encrypts a participant's personal data, bound to the row `id`. */
export function sealPersonalData(
  keyring: Keyring,
  id: string,
  personal: PersonalData,
): SealedIdentity {
  return {
    personal_encrypted: encryptPersonalData(keyring, id, personal),
    email_index: emailIndex(keyring, personal.email),
  };
}

/** Decrypts what `sealPersonalData` made. Errors: KEY_UNKNOWN, DECRYPT_FAILED. */
export function openPersonalData(
  keyring: Keyring,
  id: string,
  { personal_encrypted }: Pick<SealedIdentity, 'personal_encrypted'>,
): PersonalData {
  return JSON.parse(decryptColumn(keyring, placeOf(id), personal_encrypted)) as PersonalData;
}

export function encryptPersonalData(
  keyring: Keyring,
  id: string,
  { email, phone, birthDate }: PersonalData,
): Buffer {
  return encryptColumn(keyring, placeOf(id), JSON.stringify({ email, phone, birthDate }));
}

/** By which an e-mail address is found without being readable; `email` in its normalised form. */
export function emailIndex(keyring: Keyring, email: string): Buffer {
  return blindIndex(keyring, 'participants.email', email);
}

function placeOf(id: string) {
  return { table: 'participants', column: 'personal', rowId: id };
}
