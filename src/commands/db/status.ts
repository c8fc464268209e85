import { defineCommand } from '../define-command.js';

export const command = defineCommand({
  name: 'db status',
  summary: 'Show the database, its version and its schema',
  examples: [{ command: 'evm db status', note: 'before and after an upgrade' }],
  async run(session) {
    const { readDatabaseFacts } = await import(
      '../../core/runtime/doctor/database-facts-repository.js'
    );
    const { migrationStatus } = await import('../../core/runtime/database/migrate.js');
    const { queueSchemaStatus } = await import('../../core/runtime/queue/queue-schema.js');
    const { database } = await session.openContext({ migrate: false });
    const { version } = await readDatabaseFacts(database);
    return {
      database: {
        engine: database.engine,
        version,
        migrations: await migrationStatus(database),
        queue: await queueSchemaStatus(database),
      },
    };
  },
  render({ database }, io) {
    const { applied, pending, unknown } = database.migrations;
    const { version, latest } = database.queue;
    const isReady = pending.length === 0 && unknown.length === 0;
    return [
      `${database.engine} PostgreSQL ${database.version}`,
      `${isReady ? io.good('✓') : io.warning('!')} schema: ${applied.length} applied, ${pending.length} pending`,
      ...pending.map((name) => `    pending  ${name}`),
      ...unknown.map((name) => `    unknown  ${name} (from a newer evm)`),
      `  queue: ${version === 0 ? 'no schema' : `schema ${version}`}${version < latest ? ` (${latest} is current)` : ''}`,
      ...(isReady ? [] : [io.faint('next: evm db migrate')]),
    ];
  },
});
