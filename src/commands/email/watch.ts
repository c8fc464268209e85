import type { MailProgress } from '../../core/mailing/watch-mail.js';
import { defineCommand, requiredOption } from '../define-command.js';
import { showsLiveView } from '../output/choose-progress.js';
import { describeProgress } from './render-progress.js';

const everyMs = 1000;

export const command = defineCommand({
  name: 'email watch',
  summary: 'Follow the mail of an event as it goes out',
  description:
    'Ends when no message waits or is being sent, or with Ctrl-C.\nIn a pipe: one line for each change, with --json a document each.',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [
    { command: 'evm email watch --event devday', note: 'how fast, and when it will have ended' },
    { command: 'evm email watch --event devday --json', note: 'for a script that waits' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { hasMoved, watchMail } = await import('../../core/mailing/watch-mail.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const progress = watchMail(context, event, { signal: session.signal, everyMs });
    if (showsLiveView(session) && !session.globals.json && !session.globals.quiet) {
      process.env.NODE_ENV ??= 'production';
      const { showLiveMail } = await import('./live-mail.js');
      await showLiveMail(session, progress);
      return undefined;
    }
    let shown: MailProgress | undefined;
    for await (const mail of progress) {
      if (hasMoved(shown, mail)) await session.emit({ mail });
      shown = mail;
    }
    return undefined;
  },
  whileUp: () => 'follows',
  render: (data: { mail: MailProgress }, io) => [describeProgress(data.mail, io.zone).join(' · ')],
});
