import { readFile } from 'node:fs/promises';
import { ticketErrors } from './errors.js';
import { parsePublicKeys } from './event-key.js';
import { judgeOffline, type TicketJudgement } from './judge-ticket.js';

/**
 * Judges a payload by the public keys in a PEM file and nothing else: no database, no network. It
 * cannot know whether the ticket was replaced or its registration cancelled. Errors: TICKET_KEY_FILE.
 */
export async function verifyTicketOffline(input: {
  payload: string;
  publicKeyFile: string;
}): Promise<TicketJudgement> {
  const { payload, publicKeyFile: file } = input;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw ticketErrors.keyFile({ file, reason: error.code ?? 'it cannot be read' }, error);
  });
  return judgeOffline(parsePublicKeys(text, file), payload);
}
