import type { Context } from '../../../src/core/runtime/context.js';
import { makeEvent } from '../tickets/sample-event.js';

/** Puts import rows of the given states into a fresh event; returns their ids in the same order. */
export async function insertImports(
  context: Context,
  rows: readonly Record<string, unknown>[],
): Promise<string[]> {
  const { knex } = context.database;
  const known = await knex('events').where({ slug: 'devday' }).first('id');
  const event = known ?? (await makeEvent(context, 'devday'));
  const ids: string[] = [];
  for (const row of rows) {
    const id = context.ids.next();
    ids.push(id);
    await knex('imports').insert({
      id,
      event_id: event.id,
      file_name: 'attendees.csv',
      file_size: 84_000,
      file_sha256: context.random.bytes(32),
      mapping_hash: context.random.bytes(32),
      options: '{}',
      detached: true,
      started_by: 'organiser',
      ...row,
    });
  }
  return ids;
}
