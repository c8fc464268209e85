import { defineCommand, option } from '../../define-command.js';
import { formatTime } from '../../output/format.js';
import { formatTable } from '../../output/table.js';
import { templateSummary } from './template-document.js';

export const command = defineCommand({
  name: 'badge template list',
  summary: 'List the badge templates: built in, and what an event has of its own',
  options: {
    event: option('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [
    { command: 'evm badge template list', note: 'what there is' },
    { command: 'evm badge template list --event devday', note: 'what devday uses' },
  ],
  async run(session, input) {
    const { listBadgeTemplates, listBuiltInBadgeTemplates } = await import(
      '../../../core/badges/find-badge-template.js'
    );
    if (input.event === undefined) {
      return { event: null, templates: listBuiltInBadgeTemplates().map(templateSummary) };
    }
    const { findEvent } = await import('../../../core/events/find-event.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const templates = await listBadgeTemplates(context, event.id);
    return { event: event.slug, templates: templates.map(templateSummary) };
  },
  render({ templates }, io) {
    const version = (at: string | null) =>
      at === null ? 'built in' : `own, ${formatTime(at, { event: io.zone, terminal: io.zone })}`;
    return formatTable({
      columns: [
        { header: 'template' },
        { header: 'size' },
        { header: 'on sheets of' },
        { header: 'version' },
        { header: '' },
      ],
      rows: templates.map(({ name, width, height, sheet, updatedAt, isDefault }) => [
        name,
        `${width} × ${height} mm`,
        sheet ? `${sheet.width} × ${sheet.height} mm` : '',
        version(updatedAt),
        isDefault ? 'used unless another is named' : '',
      ]),
      paintHeader: io.faint,
    });
  },
  whileUp: ({ event }) => (event === undefined ? 'here' : 'carried'),
});
