import { z } from 'zod';
import { locales } from '../../core/runtime/locales.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { readTemplateFile } from './read-template-file.js';
import { templateDocument } from './template-document.js';
import { readTemplateName, templateArgument } from './template-name.js';

export const command = defineCommand({
  name: 'template set',
  summary: 'Give an event its own version of a template',
  description:
    'It is checked first, and nothing is changed when something is wrong. Messages that have not been\nsent yet get it.',
  arguments: [templateArgument],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    locale: requiredOption('--locale <locale>', 'ko or en', z.enum(locales)),
    subject: option(
      '--subject <subject>',
      'the subject; may use {{ event.name }} and more (stays as it is)',
    ),
    html: requiredOption('--html <file>', 'file with the HTML of the body'),
    text: option('--text <file>', 'file with the plain text; made of the HTML when left out'),
  },
  examples: [
    {
      command:
        "evm template set reminder --event devday --locale ko --subject '{{ event.name }} 안내' --html reminder.html",
      note: 'its plain text is made of the HTML',
    },
  ],
  async run(session, input) {
    const template = readTemplateName(input.name, 'template set');
    const { findEvent } = await import('../../core/events/find-event.js');
    const { setTemplate } = await import('../../core/mailing/set-template.js');
    const { findTemplate } = await import('../../core/mailing/find-template.js');
    const { locale } = input;
    const html = await readTemplateFile(input.html, session.cwd);
    const text = input.text === undefined ? null : await readTemplateFile(input.text, session.cwd);
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const key = { eventId: event.id, template, locale };
    const subject = input.subject ?? (await findTemplate(context, key)).subject;
    const set = await setTemplate(context, key, { subject, html, text });
    return { event: event.slug, template: templateDocument(set) };
  },
  render: ({ event, template }, io) => [
    `${io.good('✓')} ${event} has its own ${template.name} (${template.locale})`,
    ...(io.isTerminal && !io.quiet
      ? [`next: evm email preview ${template.name} --event ${event} --participant '#1' --open`]
      : []),
  ],
});
