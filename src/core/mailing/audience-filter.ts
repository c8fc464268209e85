import { DateTime } from 'luxon';
import { parseEventTime } from '../events/parse-event-time.js';
import type { RegistrationStatus } from '../participants/schema.js';
import { campaignErrors } from './campaign-errors.js';
import { wantedStatus } from './decide-sending.js';
import type { TemplateName } from './schema.js';

/** To whom of an event mail goes; all conditions hold together, one of the statuses is enough. */
export interface AudienceFilter {
  statuses: readonly RegistrationStatus[];
  /** Those who are checked in, or those who are not. */
  checkedIn?: boolean | undefined;
  /** Codes of gates; who came through one of them. */
  gates?: readonly string[] | undefined;
  /** Custom responses that are exactly like this, as text. */
  fields: readonly { key: string; value: string }[];
  registeredAfter?: Date | undefined;
  /** Leaves out who has a message of the template that did not fail and was not cancelled. */
  excludeSent?: boolean | undefined;
}

/**
 * The filter that was asked for, with the status that the template is usually for. Throws
 * CAMPAIGN_WRONG_STATUS for a status whose people the template is never sent to: a ticket for the
 * waitlisted would be queued, only to be cancelled by the sender.
 */
export function completeFilter(
  template: TemplateName,
  asked: Partial<AudienceFilter>,
): AudienceFilter {
  const statuses = asked.statuses?.length ? asked.statuses : [usualStatus(template)];
  const wrong = statuses.find((status) => !isWanted(template, status));
  if (wrong) throw campaignErrors.wrongStatus({ template, status: wrong });
  return { ...asked, statuses, fields: asked.fields ?? [] };
}

/** The instant that a person means in the event's zone. Throws CAMPAIGN_BAD_TIME. */
export function readRegisteredAfter(text: string, zone: string): Date {
  const outcome = parseEventTime(text, zone);
  if (outcome.kind === 'refused') throw campaignErrors.badTime({ reason: outcome.reason });
  return outcome.at;
}

/** As a person says it: `registered AND not checked in AND track = ai`; times in the event's zone. */
export function describeFilter(filter: AudienceFilter, zone: string): string {
  const { statuses, checkedIn, gates, fields, registeredAfter, excludeSent } = filter;
  return [
    statuses.join(' or '),
    ...(checkedIn === undefined ? [] : [checkedIn ? 'checked in' : 'not checked in']),
    ...(gates?.length ? [`came through ${gates.join(' or ')}`] : []),
    ...fields.map(({ key, value }) => `${key} = ${value}`),
    ...(registeredAfter ? [`registered after ${formatMoment(registeredAfter, zone)}`] : []),
    ...(excludeSent ? ['not sent yet'] : []),
  ].join(' AND ');
}

function usualStatus(template: TemplateName): RegistrationStatus {
  return template === 'cancellation' ? 'cancelled' : 'registered';
}

function isWanted(template: TemplateName, registrationStatus: RegistrationStatus): boolean {
  return wantedStatus({ template, registrationStatus }) === registrationStatus;
}

function formatMoment(moment: Date, zone: string): string {
  return `${DateTime.fromJSDate(moment, { zone }).toFormat('yyyy-MM-dd HH:mm')} (${zone})`;
}
