import { z } from 'zod';
import { locales } from '../../core/runtime/locales.js';
import { defineCommand, option } from '../define-command.js';
import { templateDocument } from './template-document.js';
import { readTemplateName, templateArgument } from './template-name.js';

export const command = defineCommand({
  name: 'template show',
  summary: 'Show a template: subject, HTML and text as they are written',
  description:
    'The HTML is the body alone: header, footer and the link to unsubscribe come from evm. One that\nbegins with <!doctype html> is the whole document.',
  arguments: [templateArgument],
  options: {
    locale: option('--locale <locale>', 'ko or en (that of the event)', z.enum(locales)),
    event: option('--event <event>', 'what this event sends'),
    part: option(
      '--part <part>',
      'only the subject, html or text, ready for a file',
      z.enum(['subject', 'html', 'text']),
    ),
  },
  examples: [
    { command: 'evm template show reminder --locale en', note: 'the built-in one' },
    {
      command: 'evm template show reminder --event devday --part html > reminder.html',
      note: 'to change it and set it again',
    },
  ],
  async run(session, input) {
    const template = readTemplateName(input.name, 'template show');
    const { findBuiltInTemplate, findTemplate } = await import(
      '../../core/mailing/find-template.js'
    );
    const { localeOf } = await import('../../core/mailing/locale-of.js');
    async function find() {
      if (input.event === undefined) {
        const { region } = await session.config();
        const locale = input.locale ?? (region === 'KR' ? 'ko' : 'en');
        return findBuiltInTemplate({ template, locale });
      }
      const { findEvent } = await import('../../core/events/find-event.js');
      const context = await session.openContext();
      const event = await findEvent(context, input.event);
      const locale = input.locale ?? localeOf(event);
      return await findTemplate(context, { eventId: event.id, template, locale });
    }
    const found = templateDocument(await find());
    if (input.part === undefined) return { template: found };
    const part = found[input.part];
    if (part === null) session.warn('this template has no text: it is made of the HTML');
    else await session.write(`${part}\n`);
    return undefined;
  },
  render({ template }, io) {
    const { name, locale, origin, subject, html, text } = template;
    return [
      `${io.strong(name)} ${io.faint(`${locale}, ${origin === 'event' ? 'own' : 'built in'}`)}`,
      ...[`${io.faint('subject')}  ${subject}`, '', io.faint('html'), ...html.split('\n'), ''],
      io.faint('text'),
      ...(text === null ? ['made of the HTML'] : text.split('\n')),
    ];
  },
});
