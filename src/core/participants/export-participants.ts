import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { openTableWriter, type TableCell } from '../runtime/tables/write-table.js';
import { eachParticipant } from './list-participants.js';
import { listCustomFields } from './participant-search-repository.js';
import { formatRegistrationNumber, type Participant, type RegistrationStatus } from './schema.js';

/** What evm itself knows is marked, so that an import leaves it out and no custom field collides. */
const headers = [
  'evm_number',
  'name',
  'email',
  'phone',
  'birthDate',
  'evm_status',
  'evm_checkin',
  'evm_ticket_code',
  'evm_registered_at',
];

/** Rows that are handed to the file at a time. */
const batchRows = 500;

/**
 * Writes the participants of an event into a .csv or .xlsx file: the fixed columns, then one for each
 * custom response that anybody has. Cells that a spreadsheet would run as formulas are defused, and
 * the headers are those that `evm import` understands. The file appears when it is complete.
 */
export async function exportParticipants(
  context: Context,
  input: { event: Event; status?: RegistrationStatus | undefined; path: string },
): Promise<{ rows: number }> {
  const { event, status, path } = input;
  const fields = await listCustomFields(context.database.knex, event.id);
  const writer = await openTableWriter(path, [...headers, ...fields]);
  let rows = 0;
  let batch: TableCell[][] = [];
  try {
    for await (const participant of eachParticipant(context, { event, status })) {
      batch.push(toCells(participant, fields));
      rows += 1;
      if (batch.length < batchRows) continue;
      await writer.write(batch);
      batch = [];
    }
    await writer.write(batch);
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return { rows };
}

function toCells(participant: Participant, fields: readonly string[]): TableCell[] {
  return [
    formatRegistrationNumber(participant.number),
    participant.name,
    participant.email,
    participant.phone,
    participant.birthDate,
    participant.status,
    participant.checkin.status,
    participant.ticketCode,
    participant.registeredAt.toISOString(),
    ...fields.map((field) => participant.customResponses[field] ?? null),
  ];
}
