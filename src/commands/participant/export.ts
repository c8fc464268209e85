import { resolve } from 'node:path';
import { z } from 'zod';
import { registrationStatuses } from '../../core/participants/schema.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { formatCount } from '../output/format.js';

const tablePath = z.string().regex(/\.(csv|xlsx)$/i, 'the name ends in .csv or .xlsx');

export const command = defineCommand({
  name: 'participant export',
  summary: 'Export the participants as CSV, XLSX or JSON',
  description:
    'Everything in full: handle the file with care. Cells that a spreadsheet would take for a ' +
    "formula begin with '. Without --out they are printed as JSON.",
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    out: option('--out <file>', 'the file to write, .csv or .xlsx', tablePath),
    status: option('--status <status>', 'only these registrations', z.enum(registrationStatuses)),
  },
  examples: [
    {
      command: 'evm participant export --event devday --out participants.xlsx',
      note: 'a workbook',
    },
    { command: 'evm participant export --event devday > participants.json', note: 'as JSON' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const { status } = input;
    if (input.out === undefined) {
      const { eachParticipant } = await import('../../core/participants/list-participants.js');
      const { participantDocument } = await import(
        '../../core/participants/participant-document.js'
      );
      let separator = '';
      await session.write('{"participants":[');
      for await (const participant of eachParticipant(context, { event, status })) {
        await session.write(`${separator}\n${JSON.stringify(participantDocument(participant))}`);
        separator = ',';
      }
      await session.write('\n]}\n');
      return undefined;
    }
    const { exportParticipants } = await import('../../core/participants/export-participants.js');
    const path = resolve(session.cwd, input.out);
    const { rows } = await exportParticipants(context, { event, status, path });
    return { export: { event: event.slug, file: path, rows } };
  },
  render: (data, io) => [
    `${io.good('✓')} ${formatCount(data.export.rows, 'participant')} of ${data.export.event} in ${data.export.file}`,
  ],
});
