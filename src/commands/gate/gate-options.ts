import { z } from 'zod';
import { option, requiredOption } from '../define-command.js';

/** `20`; `none` takes it away. */
const PeoplePerMinute = z.string().transform((text, context) => {
  if (text === 'none') return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  context.addIssue({ code: 'custom', message: 'a number of people per minute, or none' });
  return z.NEVER;
});

export const eventOption = requiredOption(
  '--event <event>',
  'the event: slug, id or a unique beginning',
);

export const capacityOption = option(
  '--capacity-per-minute <people>',
  'people that it can let in per minute, or none',
  PeoplePerMinute,
);
