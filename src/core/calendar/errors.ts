import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

export const calendarErrors = {
  requestIncomplete: defineError<{ missing: string; hint: string }>({
    code: 'CALENDAR_REQUEST_INCOMPLETE',
    exitCode: exitCodes.usage,
    when: 'A calendar file that asks for an answer needs somebody who asks and somebody who is asked.',
    message: ({ missing }) => `an invitation that can be answered needs ${missing}`,
    hint: ({ hint }) => hint,
  }),
  write: defineError<{ path: string; reason: string }>({
    code: 'CALENDAR_WRITE',
    exitCode: exitCodes.usage,
    when: 'A calendar file cannot be written where it was asked for.',
    message: ({ path, reason }) => `${path} cannot be written: ${reason}`,
    hint: () => 'check the folder, its permissions and the space on its disk',
  }),
};
