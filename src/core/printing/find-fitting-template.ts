import { findBadgeTemplate } from '../badges/find-badge-template.js';
import type { BadgeTemplate } from '../badges/schema.js';
import type { Context } from '../runtime/context.js';
import { requireFit } from './misfit.js';
import type { PrinterProfile } from './schema.js';

/**
 * What badges of an event look like on a printer, found out by the person who asks for them and not by whoever
 * stands at the gate. Without a printer any size will do. Errors: BADGE_TEMPLATE_UNKNOWN, BADGE_DOES_NOT_FIT.
 */
export async function findFittingTemplate(
  context: Pick<Context, 'database'>,
  wanted: { eventId: string; template: string | undefined },
  profile: PrinterProfile | undefined,
): Promise<BadgeTemplate> {
  const { template } = await findBadgeTemplate(context, wanted.eventId, wanted.template);
  if (profile) requireFit(template, profile);
  return template;
}
