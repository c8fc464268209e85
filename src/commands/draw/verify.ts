import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exitCodes } from '../../core/runtime/exit-codes.js';
import { defineCommand, option } from '../define-command.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'draw verify',
  summary: 'Compute a published draw again, and say which statement fails',
  description:
    'Needs the transcript alone: no database, no network. With --commitment it also says whether the draw\nkeeps to what was published before it. Ends with exit code 5 when a statement does not hold.',
  arguments: [{ name: 'transcript', description: 'the .json file that was published' }],
  options: {
    commitment: option('--commitment <file>', 'what draw commit --transcript has written'),
  },
  examples: [{ command: 'evm draw verify door-prize.json', note: 'was it fair?' }],
  async run(session, input) {
    const { readCommitment, readTranscript } = await import('../../core/draws/read-transcript.js');
    const { compareCommitment, verifyTranscript } = await import(
      '../../core/draws/verify-transcript.js'
    );
    const file = input.transcript;
    const transcript = readTranscript(await readText(session.cwd, file), file);
    const statements = verifyTranscript(transcript);
    if (input.commitment !== undefined) {
      const text = await readText(session.cwd, input.commitment);
      statements.push(compareCommitment(transcript, readCommitment(text, input.commitment)));
    }
    const { drawId, prize, winners, voided = null, replaced = [] } = transcript;
    const isValid = statements.every(({ holds }) => holds);
    return { verification: { drawId, prize, isValid, statements, winners, voided, replaced } };
  },
  whileUp: () => 'here',
  render({ verification: { prize, isValid, statements, winners, voided, replaced } }, io) {
    const lines = statements.map(
      ({ holds, says }) => `${holds ? io.good('✓') : io.bad('✗')} ${says}`,
    );
    const end = isValid ? `${prize}: ${winners.join(', ')}` : 'this draw does not verify';
    return [
      ...lines,
      '',
      end,
      ...(voided === null ? [] : [io.warning(`this draw was declared void: ${voided}`)]),
      ...(replaced.length === 0
        ? []
        : [
            io.warning(
              `replaced since: ${formatCount(replaced.length, 'absent winner')}, see "replaced" in the transcript`,
            ),
          ]),
    ];
  },
  exitCode: ({ verification }) => (verification.isValid ? exitCodes.done : exitCodes.conflict),
});

async function readText(cwd: string, file: string): Promise<string> {
  const { drawErrors } = await import('../../core/draws/errors.js');
  return await readFile(resolve(cwd, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : `${error.code}`;
    throw drawErrors.transcriptUnreadable({ file, reason }, error);
  });
}
