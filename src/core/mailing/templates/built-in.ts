import type { Locale } from '../../runtime/locales.js';
import type { TemplateName } from '../schema.js';
import type { TemplateDraft } from './blocks.js';
import { cancellation } from './cancellation.js';
import { missedYou } from './missed-you.js';
import { notice } from './notice.js';
import { registrationConfirmation } from './registration-confirmation.js';
import { reminder } from './reminder.js';
import { thankYou } from './thank-you.js';
import { waitlistPromoted } from './waitlist-promoted.js';

/** What is sent where an event has no version of its own. */
export const builtInTemplates: Record<TemplateName, Record<Locale, TemplateDraft>> = {
  registration_confirmation: registrationConfirmation,
  waitlist_promoted: waitlistPromoted,
  cancellation,
  reminder,
  notice,
  thank_you: thankYou,
  missed_you: missedYou,
};
