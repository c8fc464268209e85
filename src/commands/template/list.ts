import type { ListedTemplate } from '../../core/mailing/list-templates.js';
import { defineCommand, option } from '../define-command.js';
import { formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';

export const command = defineCommand({
  name: 'template list',
  summary: 'List the templates of mail, and what an event has of its own',
  options: {
    event: option('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [
    { command: 'evm template list', note: 'the names that there are' },
    { command: 'evm template list --event devday', note: 'which ones devday has changed' },
  ],
  async run(session, input) {
    const { describeTemplates, listTemplates } = await import(
      '../../core/mailing/list-templates.js'
    );
    if (input.event === undefined)
      return { event: null, templates: document(describeTemplates([])) };
    const { findEvent } = await import('../../core/events/find-event.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    return { event: event.slug, templates: document(await listTemplates(context, event.id)) };
  },
  render({ event, templates }, io) {
    const version = (at: string | null) =>
      at === null ? 'built in' : `own, ${formatTime(at, { event: io.zone, terminal: io.zone })}`;
    return formatTable({
      columns: [
        { header: 'template' },
        { header: 'class' },
        ...(event === null ? [] : [{ header: 'ko' }, { header: 'en' }]),
      ],
      rows: templates.map(({ name, class: mailClass, own }) => [
        name,
        mailClass,
        ...(event === null ? [] : [version(own.ko), version(own.en)]),
      ]),
      paintHeader: io.faint,
    });
  },
});

function document(templates: readonly ListedTemplate[]) {
  return templates.map(({ own, ...template }) => ({
    ...template,
    own: { ko: own.ko?.toISOString() ?? null, en: own.en?.toISOString() ?? null },
  }));
}
