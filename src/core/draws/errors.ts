import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

export const drawErrors = {
  transcriptUnreadable: defineError<{ file: string; reason: string }>({
    code: 'TRANSCRIPT_UNREADABLE',
    exitCode: exitCodes.usage,
    when: 'A file is not the transcript of a draw.',
    message: ({ file, reason }) => `${file} is not the transcript of a draw: ${reason}`,
    hint: () => 'take the file that was published with the draw',
  }),
};
