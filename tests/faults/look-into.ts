import { openTestContext, type TestPlace } from '../support/database.js';
import { findViolations } from './find-violations.js';

/** What is in a place after a fault: how much, and which invariants do not hold. */
export async function lookInto(place: TestPlace) {
  const context = await openTestContext(place);
  const { knex } = context.database;
  try {
    return {
      violations: await findViolations(context),
      events: (await knex('events').pluck('id')).length,
      people: (await knex('participants').pluck('number')).length,
      imports: (await knex('imports').pluck('id')).length,
    };
  } finally {
    await context.close();
  }
}
