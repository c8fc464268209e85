import { resolve } from 'node:path';
import { defineCommand, requiredOption } from '../../define-command.js';

export const command = defineCommand({
  name: 'badge template set',
  summary: 'Give an event a badge template of its own',
  description:
    'It is checked first, and nothing is changed when it cannot be used. Its pictures become part of it. From\nnow on the badges of the event look like it, where no other template is named.',
  arguments: [{ name: 'file', description: 'file of the template' }],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [{ command: 'evm badge template set badge.json --event devday', note: 'for devday' }],
  async run(session, input) {
    const { readCheckedBadgeTemplate } = await import(
      '../../../core/badges/badge-template-file.js'
    );
    const { formatBadgeProblem } = await import('../../../core/badges/check-badge-template.js');
    const { setBadgeTemplate } = await import('../../../core/badges/set-badge-template.js');
    const { findEvent } = await import('../../../core/events/find-event.js');
    const { template, warnings } = await readCheckedBadgeTemplate(resolve(session.cwd, input.file));
    for (const warning of warnings) session.warn(formatBadgeProblem(warning));
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const updatedAt = await setBadgeTemplate(context, event.id, template);
    return {
      event: event.slug,
      template: { name: template.name, updatedAt: updatedAt.toISOString() },
    };
  },
  render: ({ event, template }, io) => [
    `${io.good('✓')} the badges of ${event} look like ${template.name}`,
    ...(io.isTerminal && !io.quiet ? [`next: evm badge preview '#1' --event ${event}`] : []),
  ],
});
