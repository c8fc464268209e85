import { type BadgeMaker, prepareBadges } from '../badges/prepare-badges.js';
import { findEvent } from '../events/find-event.js';
import { readParticipant } from '../participants/read-participant.js';
import type { Context } from '../runtime/context.js';
import { encodeEscposText } from './languages/escpos-text.js';
import { languages } from './languages/languages.js';
import { requireFit } from './misfit.js';
import type { Printer, PrintJob } from './schema.js';

/** A badge as the bytes of its printer, or why there is to be none any more. */
export type PressedBadge = { kind: 'bytes'; bytes: Buffer } | { kind: 'obsolete'; reason: string };

/** Makes the badges of a printer, one after the other. */
export type Press = (job: PrintJob) => Promise<PressedBadge>;

/**
 * Gets ready to make badges for a printer; templates and keys are read once. The names of people are in
 * memory alone: whatever is thrown has none in it. Errors: BADGE_TEMPLATE_UNKNOWN, BADGE_IMAGE,
 * BADGE_DOES_NOT_FIT, KEY_UNKNOWN, DECRYPT_FAILED, EVENT_NOT_FOUND.
 */
export function createPress(context: Context, { profile }: Printer): Press {
  const makers = new Map<string, Promise<BadgeMaker>>();

  async function makerOf({ eventId, template }: PrintJob): Promise<BadgeMaker> {
    const key = `${eventId} ${template ?? ''}`;
    const known = makers.get(key) ?? prepare(eventId, template);
    makers.set(key, known);
    return await known;
  }

  async function prepare(eventId: string, template: string | undefined): Promise<BadgeMaker> {
    const event = await findEvent(context, eventId);
    const maker = await prepareBadges(context, event, { template, dpi: profile.dpi });
    requireFit(maker.template.template, profile);
    return maker;
  }

  return async function press(job) {
    const participant = await readParticipant(context, job.participantId);
    if (participant?.status !== 'registered') {
      return { kind: 'obsolete', reason: 'the registration does not stand any more' };
    }
    if (participant.ticketCopy !== job.copy) {
      return { kind: 'obsolete', reason: 'a newer copy of the ticket was issued' };
    }
    const maker = await makerOf(job);
    const badge = maker.compose(participant, job.gate);
    if (profile.mode === 'text') return { kind: 'bytes', bytes: encodeEscposText(badge, profile) };
    const { bitmap } = await maker.rasterise(badge);
    return { kind: 'bytes', bytes: languages[profile.language].encode(bitmap, profile) };
  };
}
