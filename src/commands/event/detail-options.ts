import { z } from 'zod';
import type { EventChanges } from '../../core/events/event-input.js';
import { EventPrivacy } from '../../core/events/schema.js';
import { type CommandInput, option, repeatable } from '../define-command.js';
import { parseFieldOption } from './field-option.js';

/** `300`, `1,200`; `none` takes the limit away. */
const Places = z.string().transform((text, context) => {
  if (text === 'none') return null;
  const number = Number(text.replaceAll(/[,_]/g, ''));
  if (/^\d[\d,_]*$/.test(text) && Number.isSafeInteger(number)) return number;
  context.addIssue({ code: 'custom', message: 'a number of places, or none' });
  return z.NEVER;
});

/** `--waitlist` alone means on. */
const Switch = z.unknown().transform((value, context) => {
  if (value === true || value === 'on') return true;
  if (value === 'off') return false;
  context.addIssue({ code: 'custom', message: 'on or off is needed' });
  return z.NEVER;
});

const Field = z.string().transform((text, context) => {
  const outcome = parseFieldOption(text);
  if (outcome.kind === 'field') return outcome.field;
  context.addIssue({ code: 'custom', message: `"${text}": ${outcome.reason}` });
  return z.NEVER;
});

/** The options for details that an event may have; the same for creating and for changing one. */
export const detailOptions = {
  ends: option('--ends <time>', 'when it ends, written like the start'),
  timezone: option('--timezone <zone>', 'IANA time zone of the event, such as Asia/Seoul'),
  capacity: option('--capacity <places>', 'number of places, or none for no limit', Places),
  waitlist: option('--waitlist [on|off]', 'keep a waitlist when the event is full', Switch),
  deadline: option('--deadline <time>', 'when registration closes'),
  requiresApproval: option(
    '--requires-approval [on|off]',
    'registrations wait for approval',
    Switch,
  ),
  location: option('--location <text>', 'where it happens: an address'),
  onlineLink: option('--online-link <url>', 'where it happens online'),
  description: option('--description <text>', 'what it is about'),
  privacy: option('--privacy <privacy>', 'who may find it', EventPrivacy),
  form: option('--form <file>', 'registration form: a JSON list of fields; none for no form'),
  field: repeatable(
    '--field <field>',
    'a field of the form: id[=label]:type[:choice|choice][:required]',
    Field,
  ),
  checkin: option('--checkin [on|off]', 'take attendance', Switch),
  prizeDrawing: option('--prize-drawing [on|off]', 'allow prize drawings', Switch),
  anonymous: option('--anonymous [on|off]', 'show no names in public', Switch),
};

type DetailInput = CommandInput<[], typeof detailOptions>;

/** What the options change; `none` takes a detail away. Reads the file of `--form`. */
export async function readDetailOptions(input: DetailInput, cwd: string): Promise<EventChanges> {
  return {
    endsAt: orNone(input.ends),
    timezone: input.timezone,
    capacity: input.capacity,
    waitlistEnabled: input.waitlist,
    registrationDeadline: orNone(input.deadline),
    requiresApproval: input.requiresApproval,
    location:
      input.location === undefined && input.onlineLink === undefined
        ? undefined
        : { address: orNone(input.location), onlineLink: orNone(input.onlineLink) },
    description: orNone(input.description),
    privacy: input.privacy,
    formFields: await readForm(input.form, cwd),
    addedFields: input.field.length === 0 ? undefined : input.field,
    features: {
      checkinEnabled: input.checkin,
      prizeDrawingEnabled: input.prizeDrawing,
      anonymousMode: input.anonymous,
    },
  };
}

function orNone(text: string | undefined): string | null | undefined {
  return text === 'none' ? null : text;
}

async function readForm(form: string | undefined, cwd: string) {
  if (form === undefined) return undefined;
  if (form === 'none') return [];
  const { readFormFile } = await import('./read-form-file.js');
  return await readFormFile(form, cwd);
}
