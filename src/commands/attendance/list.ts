import { z } from 'zod';
import { verdicts } from '../../core/attendance/schema.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { formatTable } from '../output/table.js';

const defaultLimit = 50;

export const command = defineCommand({
  name: 'attendance list',
  summary: 'List the newest scans of an event and what became of them',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    gate: option('--gate <gate>', 'only those at this gate'),
    verdict: option('--verdict <verdict>', 'only those that ended like this', z.enum(verdicts)),
    limit: option(
      '--limit <number>',
      `at most so many (${defaultLimit})`,
      z.coerce.number().int().min(1).max(10_000),
    ),
  },
  examples: [
    { command: 'evm attendance list --event devday', note: 'the last 50 scans' },
    {
      command: 'evm attendance list --event devday --verdict unknown_ticket',
      note: 'who was turned away, and where',
    },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findGate } = await import('../../core/events/find-gate.js');
    const { listScans } = await import('../../core/attendance/list-scans.js');
    const { scanDocument } = await import('../../core/attendance/scan-document.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const gate = input.gate === undefined ? undefined : await findGate(context, event, input.gate);
    const filter = { eventId: event.id, gateId: gate?.id, verdict: input.verdict };
    const scans = await listScans(context, filter, { limit: input.limit ?? defaultLimit });
    return { event: event.slug, timezone: event.timezone, scans: scans.map(scanDocument) };
  },
  render({ event, timezone, scans }, io) {
    if (scans.length === 0) return [`no scans at ${event}`];
    const time = new Intl.DateTimeFormat('sv', {
      dateStyle: 'short',
      timeStyle: 'medium',
      timeZone: timezone,
    });
    return formatTable({
      columns: [
        { header: 'time' },
        { header: 'gate' },
        { header: 'number', align: 'right' },
        { header: 'name', shrink: true },
        { header: 'verdict' },
        { header: 'method' },
      ],
      rows: scans.map((scan) => [
        time.format(new Date(scan.timestamp)),
        scan.gate ?? '',
        scan.registrationNumber === null ? '' : `#${scan.registrationNumber}`,
        scan.name ?? '',
        scan.annulledAt === null ? scan.verdict : 'annulled',
        scan.method,
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
  },
});
