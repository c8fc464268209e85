import { resolve } from 'node:path';
import { z } from 'zod';
import { suppressionReasons } from '../../core/mailing/list-suppressions.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { formatCount } from '../output/format.js';

const tablePath = z.string().regex(/\.(csv|xlsx)$/i, 'the name ends in .csv or .xlsx');
const reason = z.enum(suppressionReasons);

export const command = defineCommand({
  name: 'suppression export',
  summary: 'Write the suppressed addresses into a file',
  description: 'The addresses in full: handle the file with care.',
  options: {
    out: requiredOption('--out <file>', 'the file to write, .csv or .xlsx', tablePath),
    reason: option('--reason <reason>', 'only those of this reason', reason),
  },
  examples: [{ command: 'evm suppression export --out suppressed.csv', note: 'all of them' }],
  async run(session, input) {
    const { exportSuppressions } = await import('../../core/mailing/list-suppressions.js');
    const path = resolve(session.cwd, input.out);
    const context = await session.openContext();
    const { rows } = await exportSuppressions(context, { path, reason: input.reason });
    return { export: { file: path, rows } };
  },
  render: ({ export: { file, rows } }, io) => [
    `${io.good('✓')} ${formatCount(rows, 'address', 'addresses')} in ${file}`,
  ],
});
