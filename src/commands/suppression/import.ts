import { z } from 'zod';
import { suppressionReasons } from '../../core/mailing/list-suppressions.js';
import { exitCodes } from '../../core/runtime/exit-codes.js';
import { defineCommand, option } from '../define-command.js';
import { formatCount, formatNumber } from '../output/format.js';

const reason = z.enum(suppressionReasons);

export const command = defineCommand({
  name: 'suppression import',
  summary: 'Suppress the addresses in a file',
  description:
    'One address per line, or a table with a column email; columns reason and note are taken as ' +
    '`evm suppression export` writes them. Addresses that are suppressed already stay so.',
  arguments: [{ name: 'file', description: 'a .csv or .xlsx file, or - for standard input' }],
  options: {
    reason: option('--reason <reason>', 'where the file gives none (manual)', reason),
  },
  examples: [
    { command: 'evm suppression import unsubscribed.csv --reason unsubscribed', note: 'a list' },
  ],
  async run(session, input) {
    const { importSuppressions } = await import('../../core/mailing/import-suppressions.js');
    const { openSource } = await import('../open-source.js');
    const { imports } = await session.config();
    const source = await openSource(session, input, imports.maxSize);
    const context = await session.openContext();
    const { signal } = session;
    return { import: await importSuppressions(context, source, { reason: input.reason, signal }) };
  },
  render({ import: { added, strengthened, known, rejected, rejectedRows } }, io) {
    const lines = [
      `${io.good('✓')} ${formatCount(added, 'address', 'addresses')} suppressed, ${formatNumber(known + strengthened)} known`,
    ];
    if (rejected === 0) return lines;
    const more = rejected > rejectedRows.length ? ', …' : '';
    const count = formatCount(rejected, 'row');
    const where = `${rejectedRows.map(formatNumber).join(', ')}${more}`;
    return [...lines, `${io.warning('!')} ${count} without an e-mail address: ${where}`];
  },
  exitCode: (data) => (data.import.rejected > 0 ? exitCodes.rejectedRows : exitCodes.done),
});
