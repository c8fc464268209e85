import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Random } from '../random.js';
import { cryptoErrors } from './errors.js';
import { createKeyFile, readKeyFile } from './key-file.js';
import { type MasterKey, parseMasterKeys } from './master-keys.js';

/** What a derived key is for. Each gets a key of its own, so that none can stand in for another. */
export type KeyPurpose =
  | 'column-encryption'
  | 'file-encryption'
  | 'ticket-key-wrapping'
  | 'token-signing';

/** The keys of an installation: master keys by id and what derives from them. */
export interface Keyring {
  /** The id of the newest master key: the one that encrypts. */
  readonly currentKeyId: number;
  /** All ids at hand, rising. */
  readonly keyIds: readonly number[];
  /** Where nonces come from. */
  readonly random: Random;
  /** The 32-byte key for `purpose` under a master key; undefined when that master key is not at hand. */
  encryptionKey(purpose: KeyPurpose, keyId: number): KeyObject | undefined;
  /**
   * The 32-byte HMAC key of one blind index, named like `participants.email`. It derives from
   * master key 1 whatever the current key is: a rotation must not change it, because stored index
   * values would then match nothing any more.
   */
  blindIndexKey(index: string): KeyObject;
  /**
   * 16 hex digits that tell master keys apart without revealing them: store key 1's with the
   * database to notice a wrong master key before it writes.
   */
  fingerprint(keyId: number): string | undefined;
}

export interface KeyringOptions {
  /** One key (64 hex digits or base64), or lines as in a key file. Wins over the key file. */
  masterKey?: string | undefined;
  /** The key file, 0600, used when there is no `masterKey`. */
  keyFile: string;
  /** Make the key file when it is missing. False where data may already be encrypted by a lost key. */
  create: boolean;
  random: Random;
}

/**
 * Opens the keys of this installation. Reads at most one small file, creates it when asked to.
 *
 * @throws KEY_MISSING, KEY_INVALID, KEY_FILE_PERMISSIONS, KEY_FILE_UNREADABLE
 */
export function openKeyring({ masterKey, keyFile, create, random }: KeyringOptions): Keyring {
  if (masterKey !== undefined) {
    return createKeyring(parseMasterKeys(masterKey, 'the master key'), random);
  }
  const keys = readKeyFile(keyFile) ?? (create ? createKeyFile(keyFile, random) : undefined);
  if (!keys) throw cryptoErrors.keyMissing({ file: keyFile });
  return createKeyring(keys, random);
}

function createKeyring(masterKeys: readonly MasterKey[], random: Random): Keyring {
  const secrets = new Map(masterKeys.map(({ id, secret }) => [id, secret]));
  const firstSecret = secrets.get(1) as Buffer;
  const encryptionKeys = new Map<KeyPurpose, Map<number, KeyObject>>();
  const indexKeys = new Map<string, KeyObject>();

  function encryptionKey(purpose: KeyPurpose, keyId: number): KeyObject | undefined {
    const known = encryptionKeys.get(purpose)?.get(keyId);
    const secret = secrets.get(keyId);
    if (known || !secret) return known;
    const key = derive(secret, `encryption/${purpose}`);
    const ofPurpose = encryptionKeys.get(purpose) ?? new Map<number, KeyObject>();
    encryptionKeys.set(purpose, ofPurpose.set(keyId, key));
    return key;
  }

  function blindIndexKey(index: string): KeyObject {
    const known = indexKeys.get(index);
    if (known) return known;
    const key = derive(firstSecret, `blind-index/${index}`);
    indexKeys.set(index, key);
    return key;
  }

  function fingerprint(keyId: number): string | undefined {
    const secret = secrets.get(keyId);
    return secret && derive(secret, 'fingerprint').export().toString('hex').slice(0, 16);
  }

  const keyIds = masterKeys.map(({ id }) => id);
  return {
    currentKeyId: keyIds[keyIds.length - 1] as number,
    keyIds,
    random,
    encryptionKey,
    blindIndexKey,
    fingerprint,
  };
}

/** HKDF-SHA-256 (RFC 5869); the label keeps the keys of different purposes independent. */
function derive(secret: Buffer, label: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'evm', `evm/v1/${label}`, 32)));
}
