import { z } from 'zod';
import { defineCommand, option } from '../define-command.js';
import { maskEmail } from '../output/mask.js';

export const command = defineCommand({
  name: 'suppression add',
  summary: 'Send no more mail to an address',
  description: 'Nothing at all goes there any more, tickets included; messages that wait neither.',
  arguments: [{ name: 'address', description: 'the e-mail address' }],
  options: {
    note: option('--note <text>', 'why, for whoever looks later', z.string().max(200)),
  },
  examples: [
    {
      command: 'evm suppression add hong@example.com --note "asked by phone"',
      note: 'one address',
    },
  ],
  async run(session, { address, note }) {
    const { suppressByHand } = await import('../../core/mailing/suppress-address.js');
    const { suppressionDocument } = await import('../../core/mailing/list-suppressions.js');
    const context = await session.openContext();
    const { suppression, change } = await suppressByHand(context, { address, note });
    const document = suppressionDocument(suppression);
    return { suppression: { ...document, email: maskEmail(document.email) }, change };
  },
  render({ suppression: { email, reason }, change }, io) {
    const known = change === 'known' ? ' already' : '';
    return [`${io.good('✓')} ${email} is suppressed${known} (${reason.replaceAll('_', ' ')})`];
  },
});
