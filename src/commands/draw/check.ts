import type { TicketCheck } from '../../core/draws/check-ticket.js';
import { defineCommand, requiredOption } from '../define-command.js';
import { formatCount } from '../output/format.js';
import { drawArgument } from './draw-options.js';

export const command = defineCommand({
  name: 'draw check',
  summary: 'Tell whether a ticket was in the pool of a draw, and if not, why',
  description:
    'Prints the public id of the ticket, under which its holder finds themselves in the published pool.',
  arguments: [drawArgument],
  options: { ticket: requiredOption('--ticket <code>', 'the code on the ticket') },
  examples: [{ command: 'evm draw check 0192f3a1 --ticket 7K3QM-9XPDR', note: 'was I in it?' }],
  async run(session, { draw, ticket }) {
    const { findDraw } = await import('../../core/draws/find-draw.js');
    const { checkTicket } = await import('../../core/draws/check-ticket.js');
    const context = await session.openContext();
    const found = await findDraw(context, draw);
    const { publicId, units, reason, result } = await checkTicket(context, found, ticket);
    return {
      check: {
        drawId: found.id,
        prize: found.prize,
        poolHash: found.poolHash,
        publicId,
        inPool: units > 0,
        chances: units,
        reason: reason ?? null,
        result: result ?? null,
        void: found.voidReason ?? null,
      },
    };
  },
  render({ check }, io) {
    const { prize, publicId, inPool, chances, reason, result } = check;
    const isVoid = check.void === null ? [] : [io.bad(`void: ${check.void}`)];
    if (!inPool) {
      const why = reason === null ? '' : `: ${words[reason]}`;
      return [
        `${io.bad('✗')} not in the pool for ${prize}${why}`,
        `  public id ${publicId}`,
        ...isVoid,
      ];
    }
    return [
      `${io.good('✓')} in the pool for ${prize}, with ${formatCount(chances, 'chance')}`,
      `  public id ${publicId}`,
      ...(result === null
        ? []
        : [`  ${result === 'not_drawn' ? 'not drawn' : `drawn as ${result}`}`]),
      ...isVoid,
    ];
  },
});

const words: Readonly<Record<NonNullable<TicketCheck['reason']>, string>> = {
  pending: 'the registration waits for approval',
  waitlisted: 'on the waitlist',
  cancelled: 'the registration is cancelled',
  not_checked_in: 'not checked in when the pool was fixed',
  filter: 'the answers of the registration are not those that were asked for',
  previous_winner: 'a winner of an earlier draw',
  no_weight: 'no whole number from 1 in the field that gives the chances',
  joined_later: 'registered after the pool was fixed',
};
