import { z } from 'zod';
import { regionCode } from '../../core/runtime/config/config-schema.js';
import { option, repeatable } from '../define-command.js';

/** `meal=한식` as `['meal', '한식']`; the field's name ends at the first `=`. */
const fieldAnswer = z.string().transform((text, context): [string, string] => {
  const at = text.indexOf('=');
  if (at < 1) {
    context.addIssue({
      code: 'custom',
      message: 'write field=answer, for example meal=vegetarian',
    });
    return z.NEVER;
  }
  return [text.slice(0, at).trim(), text.slice(at + 1)];
});

/** The options by which a participant's data are given, for `add` and `update` alike. */
export const personOptions = {
  phone: option('--phone <number>', 'phone number; national ones are read as of --region'),
  birthDate: option('--birth-date <date>', 'date of birth, YYYY-MM-DD'),
  field: repeatable('--field <field=answer>', "an answer to the event's form", fieldAnswer),
  region: option('--region <country>', 'country of national phone numbers, such as KR', regionCode),
};

/** What was typed, in the shape that the participants' rules read. */
export function personInput(input: {
  name?: string | undefined;
  email?: string | undefined;
  phone: string | undefined;
  birthDate: string | undefined;
  field: [string, string][];
}) {
  const { name, email, phone, birthDate } = input;
  return { name, email, phone, birthDate, fields: Object.fromEntries(input.field) };
}
