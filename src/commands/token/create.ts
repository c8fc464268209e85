import { z } from 'zod';
import { TokenRole } from '../../core/access/schema.js';
import { mostTokenMinutes } from '../../core/access/token-minutes.js';
import { accessName, gateOption } from '../apikey/access-options.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { eventOption } from '../gate/gate-options.js';

export const command = defineCommand({
  name: 'token create',
  summary: 'Make a token with which a person or device calls the service for some hours',
  description:
    'The token is shown now and never again, and ends by itself. gate: report scans and see the numbers;\nviewer: see the numbers. evm apikey list shows it, evm apikey revoke takes it back.',
  options: {
    event: eventOption,
    role: requiredOption('--role <role>', 'what for', TokenRole),
    minutes: requiredOption(
      '--minutes <number>',
      `how long it is valid, at most ${mostTokenMinutes}`,
      z.coerce.number().int().min(1).max(mostTokenMinutes),
    ),
    gate: gateOption,
    name: option('--name <name>', 'what it is called in lists; the role when left out', accessName),
  },
  examples: [
    {
      command: 'evm token create --event devday --role gate --gate G1 --minutes 480',
      note: "for a helper's phone, for one day",
    },
    {
      command: 'evm token create --event devday --role viewer --minutes 60 --json',
      note: 'for a dashboard',
    },
  ],
  async run(session, { event: reference, role, minutes, gate, name }) {
    const { accessDocument } = await import('../../core/access/access-document.js');
    const { createToken } = await import('../../core/access/create-token.js');
    const context = await session.openContext();
    const { access, event, gates, secret } = await createToken(context, {
      event: reference,
      role,
      minutes,
      gates: gate,
      name,
    });
    const shown = accessDocument({ access, gates: gates.map(({ code }) => code) });
    return { token: { ...shown, event: event.slug, role, token: secret } };
  },
  render: ({ token }, io) => [
    `${io.good('✓')} token ${io.strong(token.name)} for ${token.event}, until ${token.expiresAt}`,
    `  ${token.token}`,
    `${io.faint('  It is not shown again. Take it back with: ')}evm apikey revoke ${token.id}`,
  ],
});
