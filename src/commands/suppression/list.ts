import { z } from 'zod';
import { suppressionReasons } from '../../core/mailing/list-suppressions.js';
import { defineCommand, flag, option } from '../define-command.js';
import { formatCount, formatNumber } from '../output/format.js';
import { maskEmail } from '../output/mask.js';
import { formatTable } from '../output/table.js';

const defaultLimit = 50;
const reason = z.enum(suppressionReasons);

export const command = defineCommand({
  name: 'suppression list',
  summary: 'List the addresses that get no mail, the latest first',
  description:
    'Whoever has unsubscribed still gets tickets. Addresses that do not exist, recipients who ' +
    'complained and addresses that were added by hand get nothing.',
  options: {
    reason: option('--reason <reason>', 'only those of this reason', reason),
    limit: option(
      '--limit <number>',
      `at most so many (${defaultLimit})`,
      z.coerce.number().int().min(1).max(100_000),
    ),
    reveal: flag('--reveal', 'show the addresses in full'),
  },
  examples: [
    { command: 'evm suppression list', note: 'the last 50' },
    { command: 'evm suppression list --reason complaint --reveal', note: 'who complained' },
  ],
  async run(session, input) {
    const { listSuppressions, suppressionDocument } = await import(
      '../../core/mailing/list-suppressions.js'
    );
    const context = await session.openContext();
    const found = await listSuppressions(context, {
      reason: input.reason,
      limit: input.limit ?? defaultLimit,
    });
    const documents = found.suppressions.map(suppressionDocument);
    return {
      suppressions: input.reveal
        ? documents
        : documents.map((one) => ({ ...one, email: maskEmail(one.email) })),
      total: found.total,
    };
  },
  render({ suppressions, total }, io) {
    if (total === 0) return ['no address is suppressed'];
    const lines = formatTable({
      columns: [
        { header: 'e-mail', shrink: true },
        { header: 'reason' },
        { header: 'since' },
        { header: 'note', shrink: true },
      ],
      rows: suppressions.map(({ email, reason, createdAt, note }) => [
        email,
        reason.replaceAll('_', ' '),
        createdAt.slice(0, 10),
        note ?? '',
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
    const shown = suppressions.length < total ? `${formatNumber(suppressions.length)} of ` : '';
    return [...lines, io.faint(`${shown}${formatCount(total, 'address', 'addresses')}`)];
  },
});
