// Class 08 (connection exception), 57P01 to 57P03 (the server stops or starts), 53300 (too many
// connections), 25P03 (ended while idle): https://www.postgresql.org/docs/current/errcodes-appendix.html
const states = /^(08...|57P0[123]|53300|25P03)$/;
const sockets = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);
/**
 * `pg` gives no code when the server closes the socket or does not answer; the texts are its own, and knex
 * puts the statement before them.
 */
const texts =
  /(?:^| - )(?:Connection terminated|Client has encountered|timeout e(?:xceeded|xpired))[^']*$/;

/** Whether the database could not be reached, or was lost while it answered. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof AggregateError) return isConnectionFailure(error.errors[0]);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  // The socket of a local server is a file; any other file is not the database's.
  if (code === 'ENOENT') return 'syscall' in error && error.syscall === 'connect';
  return states.test(code) || sockets.has(code) || texts.test(error.message);
}
