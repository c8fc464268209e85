import { defineCommand } from '../define-command.js';
import { maskEmail } from '../output/mask.js';

export const command = defineCommand({
  name: 'suppression remove',
  summary: 'Let an address get mail again',
  description: 'Asks first: whoever unsubscribed or complained has to have asked for mail again.',
  arguments: [{ name: 'address', description: 'the e-mail address' }],
  examples: [
    { command: 'evm suppression remove hong@example.com', note: 'says why it is there, and asks' },
    { command: 'evm suppression remove hong@example.com --yes', note: 'from a script' },
  ],
  async run(session, { address }) {
    const { liftSuppression, showSuppression } = await import(
      '../../core/mailing/suppress-address.js'
    );
    const { suppressionDocument } = await import('../../core/mailing/list-suppressions.js');
    const context = await session.openContext();
    const suppression = await showSuppression(context, address);
    const document = suppressionDocument(suppression);
    const email = maskEmail(document.email);
    const reason = document.reason.replaceAll('_', ' ');
    session.note(`${email}: ${reason}, since ${document.createdAt.slice(0, 10)}`);
    await session.confirm(`Send mail to ${email} again?`);
    await liftSuppression(context, suppression);
    return { suppression: { ...document, email } };
  },
  render: ({ suppression }, io) => [`${io.good('✓')} ${suppression.email} gets mail again`],
});
