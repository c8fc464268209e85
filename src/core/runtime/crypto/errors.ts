import { defineError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';

export const cryptoErrors = {
  keyMissing: defineError<{ file: string }>({
    code: 'KEY_MISSING',
    exitCode: exitCodes.usage,
    when: 'Personal data is to be read or written, and there is neither a master key nor a key file.',
    message: ({ file }) =>
      `there is no master key: EVM_MASTER_KEY is not set and ${file} is missing`,
    hint: () =>
      'set EVM_MASTER_KEY (or EVM_MASTER_KEY_FILE) to the key this database was made with, or restore the key file from its backup',
  }),
  keyMismatch: defineError<{ expected: string; found: string }>({
    code: 'KEY_MISMATCH',
    exitCode: exitCodes.usage,
    when: 'The master key at hand is not the one that this database was made with.',
    message: ({ expected, found }) =>
      `this database was made with another master key (fingerprint ${expected}, not ${found})`,
    hint: () => 'set EVM_MASTER_KEY, or put back the key file, that this database was made with',
  }),
  keyInvalid: defineError<{ source: string; reason: string }>({
    code: 'KEY_INVALID',
    exitCode: exitCodes.usage,
    when: 'The master key or the key file does not hold what a key looks like.',
    message: ({ source, reason }) => `${source} cannot be used as a key: ${reason}`,
    hint: () =>
      'a key is 32 random bytes as 64 hex digits or base64; restore the one this database was made with',
  }),
  keyFilePermissions: defineError<{ file: string; mode: string }>({
    code: 'KEY_FILE_PERMISSIONS',
    exitCode: exitCodes.usage,
    when: 'The key file can be read or changed by other accounts of the machine.',
    message: ({ file, mode }) => `${file} is open to other accounts (mode ${mode})`,
    hint: ({ file }) => `make it yours alone: chmod 600 ${file}`,
  }),
  keyFileUnreadable: defineError<{ file: string; reason: string }>({
    code: 'KEY_FILE_UNREADABLE',
    exitCode: exitCodes.usage,
    when: 'The key file is there but cannot be read, or cannot be created where it belongs.',
    message: ({ file, reason }) => `the key file ${file} cannot be read or created: ${reason}`,
    hint: () => 'check the owner and the permissions of the file and of its folder',
  }),
  keyUnknown: defineError<{ keyId: number; table: string; column: string }>({
    code: 'KEY_UNKNOWN',
    exitCode: exitCodes.usage,
    when: 'A value was encrypted under a key that is not in the key file.',
    message: ({ keyId, table, column }) =>
      `${table}.${column} was encrypted under key ${keyId}, which is not at hand`,
    hint: () =>
      'put the missing key back into the key file; old keys must stay as long as their data',
  }),
  decryptFailed: defineError<{ table: string; column: string; rowId: string }>({
    code: 'DECRYPT_FAILED',
    exitCode: exitCodes.unexpected,
    when: 'An encrypted value was changed, belongs to another row or column, or the master key is not the one it was written with.',
    message: ({ table, column, rowId }) => `${table}.${column} of row ${rowId} cannot be decrypted`,
    hint: () =>
      'check that the master key is the one this database was made with; if it is, the value was changed or moved outside evm',
  }),
};
