/**
 * SQL: how many people have a place, worked out of the counter of places: counting a million participants takes
 * longer than all the rest. Those who wait for approval hold a place and are none of them.
 * @param event the id of the event, as the statement calls it
 * @param occupied the places that are taken; null is none
 */
export function registeredOf(event: string, occupied: string): string {
  return `greatest(0, coalesce(${occupied}, 0) - (
    SELECT count(*) FROM participants p
    WHERE p.event_id = ${event} AND p.registration_status = 'pending'))::int`;
}
