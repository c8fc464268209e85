import type { Event } from '../events/schema.js';
import type { Participant } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { openSigningKey } from '../tickets/open-signing-key.js';
import { issueTicket } from '../tickets/show-ticket.js';
import { composeBadge, eventFields } from './compose-badge.js';
import { type FoundBadgeTemplate, findBadgeTemplate } from './find-badge-template.js';
import { prepareRasteriser, type RasterisedBadge } from './rasterise-badge.js';
import type { Badge } from './schema.js';

/** The badges of an event in the making, for one resolution: its key and its template are at hand. */
export interface BadgeMaker {
  template: FoundBadgeTemplate;
  /**
   * What is printed, with the signed payload of the current copy; `gate` is the name of a gate. Errors:
   * TICKET_NOT_ISSUED for who is not registered.
   */
  compose(participant: Participant, gate?: string): Badge;
  /** The dots of it. */
  rasterise(badge: Badge): Promise<RasterisedBadge>;
}

/**
 * Gets ready to make many badges of an event. Errors: BADGE_TEMPLATE_UNKNOWN, BADGE_IMAGE, KEY_UNKNOWN,
 * DECRYPT_FAILED.
 */
export async function prepareBadges(
  context: Pick<Context, 'database' | 'keyring' | 'random'>,
  event: Event,
  { template: name, dpi }: { template?: string | undefined; dpi: number },
): Promise<BadgeMaker> {
  const template = await findBadgeTemplate(context, event.id, name);
  const key = await openSigningKey(context, event.id);
  const fixed = eventFields(event);
  return {
    template,
    compose(participant, gate) {
      const { payload } = issueTicket(key, event, participant);
      return composeBadge({ event, participant, payload, gate });
    },
    rasterise: await prepareRasteriser(template.template, { dpi, fixed }),
  };
}
