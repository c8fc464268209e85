import { resolve } from 'node:path';
import { defineCommand, flag, option } from '../../define-command.js';

export const command = defineCommand({
  name: 'badge template init',
  summary: 'Write a badge template as a file to edit',
  arguments: [
    { name: 'name', description: 'name of a template; the one that is used', required: false },
  ],
  options: {
    event: option('--event <event>', 'what this event has of its own comes first'),
    out: option('--out <file>', 'where to; <name>.json here'),
    force: flag('--force', 'replace the file if there is one'),
  },
  examples: [
    { command: 'evm badge template init label-62x100 --out badge.json', note: 'then edit it' },
  ],
  async run(session, input) {
    const { findBadgeTemplate, findBuiltInBadgeTemplate } = await import(
      '../../../core/badges/find-badge-template.js'
    );
    const { writeBadgeTemplateFile } = await import('../../../core/badges/badge-template-file.js');
    const { template } = await find();
    const path = resolve(session.cwd, input.out ?? `${template.name}.json`);
    await writeBadgeTemplateFile(path, template, { replace: input.force });
    return { template: template.name, file: path };

    async function find() {
      if (input.event === undefined) return findBuiltInBadgeTemplate(input.name);
      const { findEvent } = await import('../../../core/events/find-event.js');
      const context = await session.openContext();
      const event = await findEvent(context, input.event);
      return await findBadgeTemplate(context, event.id, input.name);
    }
  },
  render: ({ template, file }, io) => [
    `${io.good('✓')} ${template} written to ${file}`,
    ...(io.isTerminal && !io.quiet ? [`next: evm badge preview --template ${file}`] : []),
  ],
  whileUp: ({ event }) => (event === undefined ? 'here' : 'carried'),
});
