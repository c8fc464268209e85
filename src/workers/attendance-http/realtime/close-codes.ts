/** Why the service closes a connection; RFC 6455 and the IANA registry, from 4000 on our own. */
export const closeCodes = {
  policy: 1008,
  /** The service stops; another one, or the next, has the rest. */
  restarting: 1012,
  /** The client does not keep up, there are too many, or the database is away: come back later. */
  tryAgain: 1013,
  /** No valid key or token in time, or it was revoked. */
  unauthorised: 4401,
} as const;
