import { Scope } from '../../core/access/schema.js';
import { defineCommand, option, repeatable } from '../define-command.js';
import { eventOption } from '../gate/gate-options.js';
import { accessName, gateOption } from './access-options.js';

export const command = defineCommand({
  name: 'apikey create',
  summary: 'Make an API key for the attendance service, and print it once',
  description:
    'The key is shown now and never again; only its hash is stored. A program sends it as\nAuthorization: Bearer <key>.',
  options: {
    event: eventOption,
    scope: repeatable('--scope <scope>', 'what it may do; attendance:write when left out', Scope),
    gate: gateOption,
    name: option('--name <name>', 'what it is called in lists', accessName),
    expires: option('--expires <time>', 'until when, in the time zone of the event'),
  },
  examples: [
    {
      command: 'evm apikey create --event devday --scope attendance:write --gate G1',
      note: 'for the scanner of one gate',
    },
    {
      command: 'evm apikey create --event devday --scope attendance:read --name screen --json',
      note: 'for a screen that shows the numbers',
    },
  ],
  async run(session, { event: reference, scope, gate, name, expires }) {
    const { accessDocument } = await import('../../core/access/access-document.js');
    const { createApiKey } = await import('../../core/access/create-api-key.js');
    const context = await session.openContext();
    const { access, event, gates, secret } = await createApiKey(context, {
      event: reference,
      scopes: scope.length === 0 ? ['attendance:write'] : scope,
      gates: gate,
      name,
      expires,
    });
    const shown = accessDocument({ access, gates: gates.map(({ code }) => code) });
    return { apiKey: { ...shown, event: event.slug, key: secret } };
  },
  render: ({ apiKey }, io) => [
    `${io.good('✓')} API key ${io.strong(apiKey.name)} for ${apiKey.event}: ${apiKey.scopes.join(', ')}${apiKey.gates.length > 0 ? ` at ${apiKey.gates.join(', ')}` : ''}`,
    `  ${apiKey.key}`,
    `${io.faint('  It is not shown again. Take it back with: ')}evm apikey revoke ${apiKey.id}`,
  ],
});
