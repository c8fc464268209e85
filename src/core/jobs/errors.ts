import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

export const jobErrors = {
  notFound: defineError<{ job: string }>({
    code: 'JOB_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'No job has this id or an id that begins like it.',
    message: ({ job }) => `there is no job ${job}`,
    hint: () => 'see the recent ones with: evm jobs list',
  }),
  ambiguous: defineError<{ job: string; candidates: readonly string[] }>({
    code: 'JOB_AMBIGUOUS',
    exitCode: exitCodes.conflict,
    when: 'Several jobs have an id that begins like this. Nothing was changed.',
    message: ({ job, candidates }) =>
      [`several jobs begin with ${job}`, ...candidates.map((id) => `  ${id}`)].join('\n'),
    hint: () => 'give more of the id',
  }),
};
