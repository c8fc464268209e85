import { defineCommand, requiredOption } from '../../define-command.js';

export const command = defineCommand({
  name: 'badge template reset',
  summary: "Take an event's own badge template away",
  arguments: [{ name: 'name', description: 'name of the template' }],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [
    { command: 'evm badge template reset label-62x100 --event devday', note: 'the built-in one' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../../core/events/find-event.js');
    const { resetBadgeTemplate } = await import('../../../core/badges/set-badge-template.js');
    const { findBadgeTemplate } = await import('../../../core/badges/find-badge-template.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    await findBadgeTemplate(context, event.id, input.name);
    const reset = await resetBadgeTemplate(context, event.id, input.name);
    const now = await findBadgeTemplate(context, event.id, undefined);
    return { event: event.slug, template: input.name, reset, uses: now.template.name };
  },
  render({ event, template, reset, uses }, io) {
    if (!reset) return [`${event} has no own ${template}: the built-in one is used`];
    return [
      `${io.good('✓')} ${event} has no own ${template} any more; its badges look like ${uses}`,
    ];
  },
});
