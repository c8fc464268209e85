import { defineCommand } from '../define-command.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'db migrate',
  summary: 'Bring the database schema up to date',
  description:
    'Also the schema of the queue. Stop workers and services first: those of an older version may not ' +
    'fit the new schema. The embedded database does this by itself.',
  examples: [
    {
      command: 'evm db migrate',
      note: 'after an upgrade of evm, before its workers and services start',
    },
  ],
  async run(session) {
    const { migrate, migrationStatus } = await import('../../core/runtime/database/migrate.js');
    const { databaseErrors } = await import('../../core/runtime/database/errors.js');
    const { migrateQueue } = await import('../../core/runtime/queue/queue-schema.js');
    const { database } = await session.openContext({ migrate: false });
    const { unknown } = await migrationStatus(database);
    if (unknown.length > 0) throw databaseErrors.newerSchema({ unknown });
    const applied = await migrate(database);
    return { migration: { applied, queue: await migrateQueue(database) } };
  },
  render({ migration: { applied, queue } }, io) {
    const isNew = applied.length > 0 || queue.from < queue.to;
    if (!isNew) return [`${io.good('✓')} nothing to do: the schema is up to date`];
    return [
      `${io.good('✓')} ${formatCount(applied.length, 'migration')} applied`,
      ...applied.map((name) => `    ${name}`),
      ...(queue.from < queue.to ? [`    queue schema ${queue.from} → ${queue.to}`] : []),
    ];
  },
});
