/** How every command of `evm jobs` names a job. */
export const jobArgument = {
  name: 'job',
  description: 'id of the job, a unique beginning of it, or the short form of the list',
} as const;
