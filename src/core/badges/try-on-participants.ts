import type { Event } from '../events/schema.js';
import { eachParticipant } from '../participants/list-participants.js';
import { formatRegistrationNumber } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { type CheckedBadgeTemplate, checkBadgeTemplate } from './check-badge-template.js';
import { composeBadge } from './compose-badge.js';
import { prepareLayout } from './prepare-layout.js';

/** Registration numbers of whom something is true: how many, and the first of them. */
export interface Affected {
  count: number;
  first: string[];
}

export interface TriedOn {
  tried: number;
  /** Have characters for which there is no glyph. */
  missing: Affected;
  /** Have a text that does not fit and ends with `…`. */
  cut: Affected;
}

const listed = 10;

/**
 * Checks a template and, when it can be used, sets the texts of everybody who is registered, without
 * drawing them. Says numbers, never names. Errors: BADGE_IMAGE.
 */
export async function tryOnParticipants(
  context: Pick<Context, 'database' | 'keyring'>,
  event: Event,
  { contents, dpi }: { contents: unknown; dpi?: number | undefined },
): Promise<{ checked: CheckedBadgeTemplate; participants: TriedOn | null }> {
  const fieldIds = new Set(['company', ...event.formFields.map(({ id }) => id)]);
  const first = checkBadgeTemplate(contents, { dpi });
  if (!first.usable) return { checked: first, participants: null };
  const layOut = await prepareLayout(first.template);
  const tried: TriedOn = { tried: 0, missing: nobody(), cut: nobody() };
  for await (const participant of eachParticipant(context, { event, status: 'registered' })) {
    for (const id of Object.keys(participant.customResponses)) fieldIds.add(id);
    const { fields } = composeBadge({ event, participant, payload: null });
    const { missing, cut } = layOut({ ...fields, name: participant.name });
    const number = formatRegistrationNumber(participant.number);
    tried.tried++;
    if (missing > 0) note(tried.missing, number);
    if (cut > 0) note(tried.cut, number);
  }
  // Now it is known what people answered, and what was kept of the files that they came from.
  return {
    checked: checkBadgeTemplate(contents, { dpi, fieldIds: [...fieldIds] }),
    participants: tried,
  };
}

function nobody(): Affected {
  return { count: 0, first: [] };
}

function note(affected: Affected, number: string): void {
  affected.count++;
  if (affected.first.length < listed) affected.first.push(number);
}
