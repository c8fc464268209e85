import { z } from 'zod';
import {
  checkinStatuses,
  formatRegistrationNumber,
  registrationStatuses,
} from '../../core/participants/schema.js';
import { formatTicketCode } from '../../core/tickets/ticket-code.js';
import { defineCommand, flag, option, requiredOption } from '../define-command.js';
import { formatCount } from '../output/format.js';
import { formatTable } from '../output/table.js';
import { maskParticipant } from './describe-participant.js';

const defaultLimit = 50;

export const command = defineCommand({
  name: 'participant list',
  summary: 'List and search the participants of an event',
  arguments: [
    {
      name: 'search',
      description: 'part of a name, an e-mail, a registration number or a ticket code',
      required: false,
    },
  ],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    status: option('--status <status>', 'only these registrations', z.enum(registrationStatuses)),
    checkin: option('--checkin <status>', 'only these check-ins', z.enum(checkinStatuses)),
    limit: option(
      '--limit <number>',
      `at most so many (${defaultLimit})`,
      z.coerce.number().int().min(1).max(100_000),
    ),
    after: option(
      '--after <number>',
      'go on after this registration number',
      z.coerce.number().int().min(0),
    ),
    reveal: flag('--reveal', 'show e-mail, phone and birth date in full'),
  },
  examples: [
    { command: 'evm participant list --event devday', note: 'the first 50' },
    { command: 'evm participant list 길동 --event devday', note: 'whose name has 길동 in it' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { listParticipants } = await import('../../core/participants/list-participants.js');
    const { participantDocument } = await import('../../core/participants/participant-document.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const { status, checkin, search } = input;
    const page = { afterNumber: input.after ?? 0, limit: input.limit ?? defaultLimit };
    const found = await listParticipants(context, { event, status, checkin, search }, page);
    const documents = found.participants.map(participantDocument);
    return {
      event: event.slug,
      total: found.total,
      hasMore: found.hasMore,
      participants: input.reveal ? documents : documents.map(maskParticipant),
    };
  },
  render({ participants, total, hasMore, event }, io) {
    if (total === 0) return [`nobody in ${event} matches`];
    const lines = formatTable({
      columns: [
        { header: 'number', align: 'right' },
        { header: 'name', shrink: true },
        { header: 'e-mail', shrink: true },
        { header: 'phone' },
        { header: 'status' },
        { header: 'ticket' },
      ],
      rows: participants.map((participant) => [
        formatRegistrationNumber(participant.registrationNumber),
        participant.name,
        participant.email,
        participant.phone,
        participant.status,
        formatTicketCode(participant.ticketCode),
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
    const last = participants.at(-1)?.registrationNumber;
    return [
      ...lines,
      io.faint(
        `${formatCount(total, 'participant')}${hasMore && last !== undefined ? `; the next ones: --after ${last}` : ''}`,
      ),
    ];
  },
});
