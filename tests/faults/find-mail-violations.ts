import { type TemplateName, templates } from '../../src/core/mailing/schema.js';
import { openTestContext, type TestPlace } from '../support/database.js';
import type { AcceptedMail } from '../support/smtp-daemon.js';

/** A message as it stands in the ledger. */
export interface MailRow {
  id: string;
  participant_id: string;
  template: TemplateName;
  occasion: string;
  state: string;
  outcome: string | null;
  attempts: number;
  crashes: number;
  submissions: number;
  failure_phase: string | null;
  failure_code: number | null;
  last_error: string | null;
  lease_token: string | null;
}

/** All messages of a place in the order in which they were queued. */
export async function readMessages(place: TestPlace): Promise<MailRow[]> {
  const context = await openTestContext(place);
  try {
    return await context.database.knex('messages').orderBy('id').select();
  } finally {
    await context.close();
  }
}

/** How often the server took a message, by its id; mail that is no message of ours is under `''`. */
export function countCopies(
  messages: readonly Pick<MailRow, 'id'>[],
  accepted: readonly AcceptedMail[],
): Map<string, number> {
  const known = new Set(messages.map(({ id }) => id));
  const copies = new Map<string, number>();
  for (const { raw } of accepted) {
    const head = raw.subarray(0, raw.indexOf('\r\n\r\n')).toString('latin1');
    const id = /^Message-ID: <([^@>]+)@/im.exec(head)?.[1] ?? '';
    const counted = known.has(id) ? id : '';
    copies.set(counted, (copies.get(counted) ?? 0) + 1);
  }
  return copies;
}

/** Nothing happens to these any more unless a person asks for it. */
const ends = new Set(['done', 'failed', 'held', 'unknown', 'cancelled']);

/**
 * What must hold when all workers have ended their work, whatever was killed, cut or refused: one
 * sentence for each thing that does not. `accepted` is what the mail server has taken.
 */
export function findMailViolations(
  messages: readonly MailRow[],
  accepted: readonly AcceptedMail[],
): string[] {
  const copies = countCopies(messages, accepted);
  const strange = copies.get('') ?? 0;
  return [
    ...(strange === 0 ? [] : [`the server has ${strange} mails that are no message of ours`]),
    ...findRepeated(messages),
    ...messages.flatMap((message) => judge(message, copies.get(message.id) ?? 0)),
  ];
}

function judge(message: MailRow, copies: number): string[] {
  const { id, template, state, outcome, submissions, lease_token } = message;
  const isBulk = templates[template] === 'bulk';
  const mayHaveCopy = state === 'done' || state === 'unknown';
  const say = (isTrue: boolean, what: string) =>
    isTrue ? [] : [`${template} ${id} is ${state}, the server has it ${copies} times: ${what}`];
  return [
    ...say(ends.has(state), 'it has not ended'),
    ...say(lease_token === null, 'somebody still holds it'),
    ...say(state !== 'done' || copies > 0, 'it is lost'),
    ...say(state !== 'done' || outcome === 'submitted', `its outcome is ${outcome}`),
    ...say(mayHaveCopy || copies === 0, 'it went out'),
    // A second copy is only there where it was counted, and never of what is held when in doubt.
    ...say(copies <= submissions, `silently doubled, ${submissions} submissions are counted`),
    ...say(!isBulk || copies <= 1, 'doubled, and it is bulk'),
    ...say(submissions <= (templates[template] === 'ticket' ? 2 : 1), 'submitted too often'),
  ];
}

function findRepeated(messages: readonly MailRow[]): string[] {
  const seen = new Set<string>();
  return messages.flatMap(({ participant_id, template, occasion }) => {
    const key = `${participant_id} ${template} ${occasion}`;
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated ? [`${template} is meant for one person twice`] : [];
  });
}

/** The database itself refuses a second row of the same message; tried with a real one, rolled back. */
export async function findMissingMailGuard(place: TestPlace): Promise<string[]> {
  const context = await openTestContext(place);
  try {
    const outcome = await context.database
      .transaction(async (trx) => {
        const { rowCount } = await trx.raw(
          `INSERT INTO messages (id, event_id, participant_id, template, occasion)
           SELECT gen_random_uuid(), event_id, participant_id, template, occasion
           FROM messages LIMIT 1`,
        );
        throw new Error(rowCount > 0 ? 'accepted' : 'nothing to copy');
      })
      .catch(
        (error: { message: string; constraint?: string }) => error.constraint ?? error.message,
      );
    return outcome === 'messages_once' ? [] : [`a second row of one message: ${outcome}`];
  } finally {
    await context.close();
  }
}
