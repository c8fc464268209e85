import { defineCommand, flag, option } from '../../define-command.js';
import { templateSummary } from './template-document.js';

export const command = defineCommand({
  name: 'badge template show',
  summary: 'Show a badge template as JSON, or the schema of all',
  arguments: [
    { name: 'name', description: 'name of a template; the one that is used', required: false },
  ],
  options: {
    event: option('--event <event>', 'what this event has of its own comes first'),
    schema: flag('--schema', 'the JSON Schema of templates, for editors'),
  },
  examples: [
    { command: 'evm badge template show label-62x100', note: 'a built-in one' },
    { command: 'evm badge template show --schema > badge-template.schema.json', note: 'once' },
  ],
  async run(session, input) {
    if (input.schema) {
      const { badgeTemplateSchema } = await import('../../../core/badges/json-schema.js');
      return { schema: badgeTemplateSchema() };
    }
    const found = await find();
    return { template: { ...templateSummary(found), contents: found.template } };

    async function find() {
      const { findBadgeTemplate, findBuiltInBadgeTemplate } = await import(
        '../../../core/badges/find-badge-template.js'
      );
      if (input.event === undefined) return findBuiltInBadgeTemplate(input.name);
      const { findEvent } = await import('../../../core/events/find-event.js');
      const context = await session.openContext();
      const event = await findEvent(context, input.event);
      return await findBadgeTemplate(context, event.id, input.name);
    }
  },
  render: (data) =>
    JSON.stringify('schema' in data ? data.schema : data.template.contents, null, 2).split('\n'),
  whileUp: ({ event }) => (event === undefined ? 'here' : 'carried'),
});
