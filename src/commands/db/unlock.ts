import { defineCommand } from '../define-command.js';

export const command = defineCommand({
  name: 'db unlock',
  summary: 'Free the lock that an interrupted migration left behind',
  description: 'Only when no `evm db migrate` runs any more: two at once would meet half-way.',
  examples: [{ command: 'evm db unlock --yes', note: 'after a migration was killed' }],
  async run(session) {
    const { unlockMigrations } = await import('../../core/runtime/database/migrate.js');
    const { database } = await session.openContext({ migrate: false });
    await session.confirm('Free the migration lock? No other `evm db migrate` may be running.');
    await unlockMigrations(database);
    return { migration: { unlocked: true } };
  },
  render: (_, io) => [`${io.good('✓')} the lock is free; next: evm db migrate`],
});
