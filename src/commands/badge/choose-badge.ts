import { resolve } from 'node:path';
import type { FoundBadgeTemplate } from '../../core/badges/find-badge-template.js';
import type { Badge } from '../../core/badges/schema.js';
import { formatRegistrationNumber } from '../../core/participants/schema.js';
import type { CommandSession } from '../define-command.js';
import { commandErrors } from '../errors.js';

interface Wanted {
  participant?: string | undefined;
  event?: string | undefined;
  /** A name, or a file when it ends with .json. */
  template?: string | undefined;
}

interface ChosenBadge {
  found: FoundBadgeTemplate;
  badge: Badge;
  /** `#042`; null for the sample. */
  number: string | null;
}

/** Finds what is to be previewed: which template, and whose badge. Opens no database without an event. */
export async function chooseBadge(session: CommandSession, wanted: Wanted): Promise<ChosenBadge> {
  const { sampleBadge } = await import('../../core/badges/sample-badge.js');
  const { findBadgeTemplate, findBuiltInBadgeTemplate } = await import(
    '../../core/badges/find-badge-template.js'
  );
  const fromFile = await readTemplate(session, wanted.template);
  if (wanted.event === undefined) {
    if (wanted.participant !== undefined) {
      throw commandErrors.usage({
        problem: "missing option '--event <event>': whose participant is it?",
        help: 'evm help badge preview',
      });
    }
    const found = fromFile ?? findBuiltInBadgeTemplate(wanted.template);
    return { found, badge: sampleBadge, number: null };
  }

  const { findEvent } = await import('../../core/events/find-event.js');
  const { composeBadge, eventFields } = await import('../../core/badges/compose-badge.js');
  const context = await session.openContext();
  const event = await findEvent(context, wanted.event);
  const found = fromFile ?? (await findBadgeTemplate(context, event.id, wanted.template));
  if (wanted.participant === undefined) {
    const fields = { ...sampleBadge.fields, ...eventFields(event) };
    return { found, badge: { ...sampleBadge, fields }, number: null };
  }
  const { findParticipant } = await import('../../core/participants/find-participant.js');
  const { showTicket } = await import('../../core/tickets/show-ticket.js');
  const participant = await findParticipant(context, event, wanted.participant);
  const { payload } = await showTicket(context, event, participant);
  const badge = composeBadge({ event, participant, payload });
  return { found, badge, number: formatRegistrationNumber(participant.number) };
}

async function readTemplate(
  session: CommandSession,
  file: string | undefined,
): Promise<FoundBadgeTemplate | undefined> {
  if (!file?.toLowerCase().endsWith('.json')) return undefined;
  const { readCheckedBadgeTemplate } = await import('../../core/badges/badge-template-file.js');
  const { template } = await readCheckedBadgeTemplate(resolve(session.cwd, file));
  return { template, origin: 'file', updatedAt: null, isDefault: false };
}
