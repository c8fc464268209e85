import { defineError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';

export const databaseErrors = {
  unavailable: defineError<{ address: string; reason: string }>({
    code: 'DATABASE_UNAVAILABLE',
    exitCode: exitCodes.unavailable,
    when: 'The PostgreSQL server of DATABASE_URL does not answer, or the connection was lost.',
    message: ({ address, reason }) => `the database at ${address} is not available: ${reason}`,
    hint: () =>
      'check DATABASE_URL and that the server runs, then try again; `evm doctor` tells more',
  }),
  full: defineError<Record<string, never>>({
    code: 'DATABASE_FULL',
    exitCode: exitCodes.unavailable,
    when: 'The disk that the database is on has no room. What was begun was undone.',
    message: () => 'the disk of the database is full; nothing was changed',
    hint: () => 'make room, then run the same command again',
  }),
  notOpened: defineError<{ home: string }>({
    code: 'DATABASE_NOT_OPENED',
    exitCode: exitCodes.unavailable,
    when: 'The embedded database cannot start: mostly because its disk is full, else because its files are damaged.',
    message: ({ home }) => `the embedded database in ${home} cannot be opened`,
    hint: () =>
      'see that its disk has 100 MB of room and try again; if that does not help, put back a backup of the folder',
  }),
  notMigrated: defineError<{ pending: number }>({
    code: 'DATABASE_NOT_MIGRATED',
    exitCode: exitCodes.usage,
    when: 'The schema of the database is older than this version of evm.',
    message: ({ pending }) =>
      `the database lacks ${pending} ${pending === 1 ? 'migration' : 'migrations'} of this version of evm`,
    hint: () => 'run `evm db migrate`',
  }),
  newerSchema: defineError<{ unknown: readonly string[] }>({
    code: 'DATABASE_NEWER',
    exitCode: exitCodes.usage,
    when: 'The database was migrated by a newer version of evm.',
    message: ({ unknown }) =>
      `the database was migrated by a newer evm (it has ${unknown.join(', ')}, which this version does not know)`,
    hint: () => 'use the newer evm',
  }),
  migrationLocked: defineError<Record<string, never>>({
    code: 'DATABASE_MIGRATION_LOCKED',
    exitCode: exitCodes.conflict,
    when: 'Another process migrates the database, or one died while it did.',
    message: () => 'the migrations of this database are locked',
    hint: () =>
      'wait for the other `evm db migrate`; if none runs, it died: free the lock with `evm db unlock`',
  }),
  ownedByOther: defineError<{ pid: number; command: string; since: string; home: string }>({
    code: 'DATABASE_OWNED',
    exitCode: exitCodes.conflict,
    when: 'Another evm process has the embedded database open; one process owns it at a time.',
    message: ({ pid, command, since, home }) =>
      `the embedded database in ${home} is in use by \`${command}\` (pid ${pid}, since ${since})`,
    hint: () =>
      'wait until it is done or stop it; several processes at once need PostgreSQL: set DATABASE_URL',
  }),
  homeNotWritable: defineError<{ home: string; reason: string }>({
    code: 'HOME_NOT_WRITABLE',
    exitCode: exitCodes.usage,
    when: 'The data directory (EVM_HOME) cannot be created or written.',
    message: ({ home, reason }) => `the data directory ${home} cannot be written: ${reason}`,
    hint: () => 'set EVM_HOME to a folder that you may write, or mend its permissions or its disk',
  }),
  outsideTransaction: defineError<Record<string, never>>({
    code: 'QUERY_OUTSIDE_TRANSACTION',
    exitCode: exitCodes.unexpected,
    when: 'A defect: a query was sent past the running transaction of the embedded database.',
    message: () => 'a query was sent past the transaction that is running',
    hint: () => 'this is a defect in evm: report it with what --debug prints',
  }),
};
