import { templateNames } from '../../core/mailing/schema.js';
import { defineCommand, flag, requiredOption } from '../define-command.js';
import { readTemplateName, templateArgument } from '../template/template-name.js';

export const command = defineCommand({
  name: 'email preview',
  summary: 'Show a message as a participant would get it',
  description: [
    `Sends nothing. Templates: ${templateNames.join(', ')}.`,
    '--open writes the HTML to preview.html in the home of evm, for nobody else to read.',
  ].join('\n'),
  arguments: [templateArgument],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    participant: requiredOption(
      '--participant <participant>',
      'registration number (#042), e-mail, ticket code, id or a name',
    ),
    open: flag('--open', 'open the HTML in the browser'),
    html: flag('--html', 'the HTML instead of the text'),
    eml: flag('--eml', 'the whole message, to be opened by a mail program'),
  },
  examples: [
    {
      command: "evm email preview reminder --event devday --participant '#001' --open",
      note: 'to look at in a browser',
    },
  ],
  async run(session, input) {
    const template = readTemplateName(input.name, 'email preview');
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { previewMessage } = await import('../../core/mailing/preview-message.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const participant = await findParticipant(context, event, input.participant);
    const preview = await previewMessage(context, { template, event, participant });
    const { subject, text, html, eml } = preview;
    const page = input.open ? await openPage(html) : undefined;
    return {
      message: { template, subject, text, html, ...(input.eml ? { eml } : {}) },
      page,
      as: format(input),
    };

    async function openPage(content: string) {
      const { writePreviewPage } = await import('../../core/mailing/preview-message.js');
      const { openInBrowser } = await import('../output/open-in-browser.js');
      const path = await writePreviewPage(await session.config(), content);
      const opened = await openInBrowser(path, session);
      if (!opened) session.note('no browser could be opened here; the message is in this file:');
      return { path, opened };
    }
  },
  render({ message, page, as }, io) {
    if (page) return [page.opened ? `${io.good('✓')} opened ${page.path}` : page.path];
    if (as === 'html') return [message.html];
    if (as === 'eml') return [message.eml ?? ''];
    return [message.subject, '', message.text.trimEnd()];
  },
});

function format({ html, eml }: { html: boolean; eml: boolean }): 'html' | 'eml' | 'text' {
  if (eml) return 'eml';
  return html ? 'html' : 'text';
}
