/** What the shell is told. Documented in docs/errors.md; every command keeps to this table. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  /** Wrong usage or configuration, or a file that cannot be read as it is. */
  usage: 2,
  /** Done, but some rows were rejected and need a person. */
  rejectedRows: 3,
  notFound: 4,
  /** The state of the data forbids it: a duplicate, a full event, a taken lock. */
  conflict: 5,
  /** A service (database, Redis, SMTP, printer) is unavailable; trying again may work. */
  unavailable: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
