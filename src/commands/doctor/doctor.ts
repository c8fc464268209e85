import { type ExitCode, exitCodes } from '../../core/runtime/exit-codes.js';
import { defineCommand } from '../define-command.js';

const marks = { ok: '✓', warning: '!', broken: '✗', unavailable: '✗' } as const;
const paints = { ok: 'good', warning: 'warning', broken: 'bad', unavailable: 'bad' } as const;

export const command = defineCommand({
  name: 'doctor',
  summary: 'Check this machine and its services, and say what to do',
  description: 'Changes nothing. ✓ is well, ! could be better, ✗ has to be mended.',
  examples: [
    { command: 'evm doctor', note: 'before an event, and when something is odd' },
    { command: 'evm doctor --json', note: 'the same for a monitor' },
  ],
  async run(session) {
    const { examineInstallation } = await import(
      '../../core/runtime/doctor/examine-installation.js'
    );
    const { checkMail } = await import('../../core/mailing/check-mail.js');
    const { checkNotices } = await import('../../core/notices/check-notices.js');
    const { createLogger } = await import('../../core/runtime/logger.js');
    const checks = await examineInstallation({
      nodeVersion: process.versions.node,
      loadConfig: session.loadedConfig,
      services: [
        { name: 'mail', check: checkMail },
        { name: 'notices', check: checkNotices },
      ],
      logger: createLogger(session.globals.debug ? 'debug' : 'silent'),
    });
    return { checks };
  },
  render({ checks }, io) {
    const width = Math.max(...checks.map(({ name }) => name.length));
    return checks.flatMap(({ name, status, found, hint }) => {
      const [first = '', ...rest] = found.split('\n');
      const indent = ' '.repeat(width + 4);
      return [
        `${io[paints[status]](marks[status])} ${name.padEnd(width)}  ${first}`,
        ...rest.map((line) => indent + line.trimStart()),
        ...(hint === null ? [] : [`${indent}${io.faint(hint)}`]),
      ];
    });
  },
  exitCode({ checks }): ExitCode {
    const statuses = checks.map(({ status }) => status);
    // What a person has to mend comes before what may come back by itself.
    if (statuses.includes('broken')) return exitCodes.usage;
    return statuses.includes('unavailable') ? exitCodes.unavailable : exitCodes.done;
  },
  whileUp: () => 'here',
});
