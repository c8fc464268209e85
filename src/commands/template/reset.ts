import { z } from 'zod';
import { locales } from '../../core/runtime/locales.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { readTemplateName, templateArgument } from './template-name.js';

export const command = defineCommand({
  name: 'template reset',
  summary: 'Go back to the built-in version of a template',
  arguments: [templateArgument],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    locale: option('--locale <locale>', 'only ko or only en', z.enum(locales)),
  },
  examples: [{ command: 'evm template reset reminder --event devday', note: 'in both languages' }],
  async run(session, input) {
    const template = readTemplateName(input.name, 'template reset');
    const { findEvent } = await import('../../core/events/find-event.js');
    const { resetTemplate } = await import('../../core/mailing/reset-template.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const { locale } = input;
    const reset = await resetTemplate(context, { eventId: event.id, template, locale });
    return { event: event.slug, template, reset };
  },
  render({ event, template, reset }, io) {
    if (reset.length === 0) return [`${event} has no own ${template}: the built-in one is sent`];
    return [`${io.good('✓')} ${event} sends the built-in ${template} again (${reset.join(', ')})`];
  },
});
