import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

/** What can go wrong with sending to many. */
export const campaignErrors = {
  notFound: defineError<{ reference: string }>({
    code: 'CAMPAIGN_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'No campaign has this id.',
    message: ({ reference }) => `there is no campaign ${reference}`,
    hint: () => 'evm email send says the id; so does evm email show for each of its messages',
  }),
  ambiguous: defineError<{ reference: string }>({
    code: 'CAMPAIGN_AMBIGUOUS',
    exitCode: exitCodes.conflict,
    when: 'Several campaigns have ids that begin like this. Nothing was changed.',
    message: ({ reference }) => `more than one campaign begins with ${reference}`,
    hint: () => 'give more of the id',
  }),
  cancelled: defineError<{ id: string; template: string }>({
    code: 'CAMPAIGN_CANCELLED',
    exitCode: exitCodes.conflict,
    when: 'The campaign was stopped for good; nobody can be added to it, and it cannot go on.',
    message: ({ id, template }) => `the ${template} campaign ${id} was stopped`,
    hint: ({ template }) =>
      `start another one with: evm email send ${template} --event <event> --again --exclude-sent`,
  }),
  paused: defineError<{ id: string; template: string; reason: string }>({
    code: 'CAMPAIGN_PAUSED',
    exitCode: exitCodes.conflict,
    when: 'The same mail is paused; nobody is added to it before somebody has looked at it.',
    message: ({ id, template, reason }) => `the ${template} campaign ${id} is paused: ${reason}`,
    hint: ({ id }) => `let it go on with: evm email resume ${id}`,
  }),
  wrongStatus: defineError<{ template: string; status: string }>({
    code: 'CAMPAIGN_WRONG_STATUS',
    exitCode: exitCodes.usage,
    when: 'A template is not meant for people of that status: tickets are for the registered, the news of a cancellation is for the cancelled, and who has cancelled gets nothing else.',
    message: ({ template, status }) => `${template} is not sent to those who are ${status}`,
    hint: () => 'leave --status out, or choose another template',
  }),
  badTime: defineError<{ reason: string }>({
    code: 'CAMPAIGN_BAD_TIME',
    exitCode: exitCodes.usage,
    when: 'The time of --registered-after cannot be read.',
    message: ({ reason }) => `--registered-after ${reason}`,
  }),
};
