import { readParticipant } from '../participants/read-participant.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { type Audience, selectRecipients } from './audience-repository.js';
import { insertMessages } from './message-repository.js';

/** Seed 004 cuts audiences into chunks of so many. */
const chunkSize = 1_000;
const sampleSize = 5;

/** Somebody of an audience, to be shown (masked) before anything is sent. */
export interface SampleRecipient {
  name: string;
  email: string;
}

/** The first few who would get a message. */
export async function sampleRecipients(
  context: Pick<Context, 'database' | 'keyring'>,
  audience: Audience,
): Promise<SampleRecipient[]> {
  const page = { afterNumber: 0, limit: sampleSize };
  const samples: SampleRecipient[] = [];
  for (const { id } of await selectRecipients(context.database.knex, audience, page)) {
    const participant = await readParticipant(context, id);
    if (participant) samples.push({ name: participant.name, email: participant.email });
  }
  return samples;
}

/**
 * Gives everybody of the audience who has none a message of the campaign: `added`. `lost` are those who
 * got one from somebody else between being selected and being written.
 */
export async function queueAudience(
  trx: Transaction,
  { ids }: Pick<Context, 'ids'>,
  { audience, campaignId }: { audience: Audience; campaignId: string },
): Promise<{ added: number; lost: number }> {
  const { eventId, template, occasion } = audience;
  let [added, selected] = [0, 0];
  for await (const participantIds of eachChunk(trx, audience)) {
    const about = { eventId, template, occasion, campaignId, participantIds };
    added += await insertMessages(trx, ids, about);
    selected += participantIds.length;
  }
  return { added, lost: selected - added };
}

/** The ids of those who have no message yet, chunk by chunk: memory stays flat however many there are. */
async function* eachChunk(trx: Transaction, audience: Audience): AsyncGenerator<readonly string[]> {
  let afterNumber = 0;
  for (;;) {
    const chunk = await selectRecipients(trx, audience, { afterNumber, limit: chunkSize });
    const last = chunk.at(-1);
    if (!last) return;
    yield chunk.map(({ id }) => id);
    if (chunk.length < chunkSize) return;
    afterNumber = last.number;
  }
}
