import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exitCodes } from '../../core/runtime/exit-codes.js';
import { defineCommand } from '../define-command.js';

export const command = defineCommand({
  name: 'draw verify',
  summary: 'Compute a published draw again, and say which statement fails',
  description:
    'Needs the transcript alone: no database, no network. Ends with exit code 5 when a statement ' +
    'does not hold.',
  arguments: [{ name: 'transcript', description: 'the .json file that was published' }],
  examples: [{ command: 'evm draw verify door-prize.json', note: 'was it fair?' }],
  async run(session, input) {
    const { drawErrors } = await import('../../core/draws/errors.js');
    const { readTranscript } = await import('../../core/draws/read-transcript.js');
    const { verifyTranscript } = await import('../../core/draws/verify-transcript.js');
    const path = resolve(session.cwd, input.transcript);
    const file = input.transcript;
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'there is no such file' : `${error.code}`;
      throw drawErrors.transcriptUnreadable({ file, reason }, error);
    });
    const transcript = readTranscript(text, file);
    const statements = verifyTranscript(transcript);
    const { drawId, prize, winners } = transcript;
    const isValid = statements.every(({ holds }) => holds);
    return { verification: { drawId, prize, isValid, statements, winners } };
  },
  render({ verification: { prize, isValid, statements, winners } }, io) {
    const lines = statements.map(
      ({ holds, says }) => `${holds ? io.good('✓') : io.bad('✗')} ${says}`,
    );
    const end = isValid ? `${prize}: ${winners.join(', ')}` : 'this draw does not verify';
    return [...lines, '', end];
  },
  exitCode: ({ verification }) => (verification.isValid ? exitCodes.done : exitCodes.conflict),
});
