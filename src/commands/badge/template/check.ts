import { resolve } from 'node:path';
import { z } from 'zod';
import { exitCodes } from '../../../core/runtime/exit-codes.js';
import { defineCommand, option } from '../../define-command.js';
import { formatCount } from '../../output/format.js';

export const command = defineCommand({
  name: 'badge template check',
  summary: 'Check the file of a badge template, field by field',
  description:
    'With an event, also whether its participants can be printed: names with characters that the fonts\nlack, and texts that do not fit. Ends with 2 when the template cannot be used.',
  arguments: [{ name: 'file', description: 'file of the template' }],
  options: {
    event: option('--event <event>', 'try it on the participants of this event'),
    dpi: option(
      '--dpi <dpi>',
      'the coarsest printer that it is for (203)',
      z.coerce.number().int().min(72).max(1_200),
    ),
  },
  examples: [
    { command: 'evm badge template check badge.json', note: 'before setting it' },
    { command: 'evm badge template check badge.json --event devday', note: 'with real names' },
  ],
  async run(session, input) {
    const { readBadgeTemplateFile } = await import('../../../core/badges/badge-template-file.js');
    const { checkBadgeTemplate } = await import('../../../core/badges/check-badge-template.js');
    const contents = await readBadgeTemplateFile(resolve(session.cwd, input.file));
    const { event: reference, dpi } = input;
    if (reference === undefined) {
      const { usable, problems } = checkBadgeTemplate(contents, { dpi });
      return { usable, problems, participants: null };
    }
    const { findEvent } = await import('../../../core/events/find-event.js');
    const { tryOnParticipants } = await import('../../../core/badges/try-on-participants.js');
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    const tried = await tryOnParticipants(context, event, { contents, dpi });
    const { usable, problems } = tried.checked;
    return { usable, problems, participants: tried.participants };
  },
  render({ usable, problems, participants }, io) {
    const mark = { error: io.bad('✗'), warning: io.warning('!') };
    const numbers = (list: readonly string[], all: number) =>
      `${list.join(' ')}${all > list.length ? ' …' : ''}`;
    const lines = problems.map(
      ({ field, problem, severity }) => `${mark[severity]} ${field}: ${problem}`,
    );
    if (participants) {
      const { tried, missing, cut } = participants;
      lines.push(`tried on ${formatCount(tried, 'participant')}`);
      if (missing.count > 0) {
        const who = numbers(missing.first, missing.count);
        lines.push(`${mark.warning} ${missing.count} with characters that have no glyph: ${who}`);
      }
      if (cut.count > 0) {
        lines.push(
          `${mark.warning} ${cut.count} with a text cut short: ${numbers(cut.first, cut.count)}`,
        );
      }
    }
    if (!usable) return lines;
    return [...lines, `${io.good('✓')} it can be used`];
  },
  exitCode: ({ usable }) => (usable ? exitCodes.done : exitCodes.usage),
  whileUp: ({ event }) => (event === undefined ? 'here' : 'carried'),
});
