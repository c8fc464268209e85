import { z } from 'zod';
import { templateNames } from '../../core/mailing/schema.js';
import type { CampaignRequest } from '../../core/mailing/start-campaign.js';
import { registrationStatuses } from '../../core/participants/schema.js';
import { defineCommand, flag, option, repeatable, requiredOption } from '../define-command.js';
import { fieldFilter } from '../field-filter.js';
import { formatCount, formatNumber } from '../output/format.js';
import { readTemplateName } from '../template/template-name.js';
import { announceAudience } from './announce-audience.js';

export const command = defineCommand({
  name: 'email send',
  summary: 'Send a mail to the participants of an event, or to some of them',
  description: [
    `Templates: ${templateNames.join(', ')}.`,
    'The filters hold together. Nobody gets the same mail twice: sent again, it goes to those who have',
    'joined since. --again sends it once more to everybody, on purpose.',
  ].join('\n'),
  arguments: [{ name: 'template', description: 'which mail' }],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    status: repeatable(
      '--status <status>',
      'to whom (registered, without it)',
      z.enum(registrationStatuses),
    ),
    checkedIn: option('--checked-in <answer>', 'only who is there, or not', z.enum(['yes', 'no'])),
    gate: repeatable('--gate <gate>', 'only who came through this gate'),
    field: repeatable('--field <key=value>', 'only who answered this', fieldFilter),
    registeredAfter: option('--registered-after <time>', "in the event's zone: 2026-11-20 09:00"),
    excludeSent: flag('--exclude-sent', 'leave out who was sent this mail on whatever occasion'),
    again: flag('--again', 'send it once more to those who have it'),
    dryRun: flag('--dry-run', 'say to whom it would go, send nothing'),
  },
  examples: [
    { command: 'evm email send registration_confirmation --event devday', note: 'the tickets' },
    {
      command: 'evm email send reminder --event devday --checked-in no --field track=ai --dry-run',
      note: 'to whom would it go?',
    },
  ],
  async run(session, input) {
    const { again, dryRun } = input;
    const template = readTemplateName(input.template, 'email send');
    const { findEvent } = await import('../../core/events/find-event.js');
    const { readRegisteredAfter } = await import('../../core/mailing/audience-filter.js');
    const { previewCampaign, startCampaign } = await import('../../core/mailing/start-campaign.js');
    const { findGate } = await import('../../core/events/find-gate.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const gates = [];
    for (const gate of input.gate) gates.push((await findGate(context, event, gate)).code);
    const filters: CampaignRequest['filters'] = {
      statuses: input.status,
      checkedIn: input.checkedIn && input.checkedIn === 'yes',
      gates,
      fields: input.field,
      registeredAfter:
        input.registeredAfter === undefined
          ? undefined
          : readRegisteredAfter(input.registeredAfter, event.timezone),
      excludeSent: input.excludeSent,
    };
    const request = { event, template, filters, again };
    const preview = await previewCampaign(context, request);
    await announceAudience(session, preview, event.timezone);
    const { campaignId: id, occasion, recipients, suppressed, already } = preview;
    const added = recipients - already;
    const common = { event: event.slug, template, dryRun };
    if (dryRun || added === 0) {
      return { campaign: { id, ...common, occasion, recipients, added, already, suppressed } };
    }
    await session.confirm(`Send the ${template} to ${formatPeople(added)}?`);
    const { operator: startedBy } = await session.config();
    return {
      campaign: { ...common, ...(await startCampaign(context, { ...request, startedBy })) },
    };
  },
  render({ campaign: { id, event, template, added, already, dryRun } }, io) {
    const had = already > 0 ? `, ${formatNumber(already)} had it before` : '';
    if (dryRun) return [`would send the ${template} to ${formatPeople(added)}${had}`];
    if (added === 0) return [`nothing to send: nobody lacks the ${template}${had}`];
    return [
      `${io.good('✓')} the ${template} goes to ${formatPeople(added)}${had} (campaign ${id})`,
      ...(io.isTerminal && !io.quiet ? [`next: evm email status --event ${event}`] : []),
    ];
  },
});

function formatPeople(count: number): string {
  return formatCount(count, 'person', 'people');
}
