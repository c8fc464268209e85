import { z } from 'zod';
import { isNoticeKind, noticeKindNames } from '../../core/notices/schema.js';
import { closestWord } from '../../core/runtime/config/closest-word.js';
import { locales } from '../../core/runtime/locales.js';
import { defineCommand, flag, option } from '../define-command.js';
import { commandErrors } from '../errors.js';

export const command = defineCommand({
  name: 'notices preview',
  summary: 'Show the mail of a notice, with made-up figures',
  description: `Sends nothing. Notices: ${noticeKindNames.join(', ')}.`,
  arguments: [{ name: 'kind', description: noticeKindNames.join(', ') }],
  options: {
    locale: option('--locale <locale>', 'ko or en (en)', z.enum(locales)),
    html: flag('--html', 'the HTML instead of the text'),
  },
  examples: [
    {
      command: 'evm notices preview organizer_summary --locale ko --html > summary.html',
      note: 'to look at in a browser',
    },
  ],
  async run(_, { kind: name, locale = 'en', html }) {
    const { previewNotice } = await import('../../core/notices/preview-notice.js');
    const kind = readKind(name);
    const notice = { kind, locale, ...previewNotice(kind, locale) };
    return { notice, as: html ? ('html' as const) : ('text' as const) };
  },
  render({ notice, as }) {
    return as === 'html' ? [notice.html] : [notice.subject, '', notice.text];
  },
  whileUp: () => 'here',
});

function readKind(text: string) {
  if (isNoticeKind(text)) return text;
  const closest = closestWord(text, noticeKindNames);
  const advice =
    closest === undefined ? `there are: ${noticeKindNames.join(', ')}` : `did you mean ${closest}?`;
  throw commandErrors.usage({
    problem: `"${text}" is not a notice; ${advice}`,
    help: 'evm help notices preview',
  });
}
