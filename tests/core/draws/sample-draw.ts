import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { commitDraw } from '../../../src/core/draws/commit-draw.js';
import type { DrawRequest } from '../../../src/core/draws/plan-draw.js';
import { runAtOnce, runDraw } from '../../../src/core/draws/run-draw.js';
import type { SecretTranscript } from '../../../src/core/draws/schema.js';
import { type ShownDraw, showDraw, transcriptOf } from '../../../src/core/draws/show-draw.js';
import { verifyTranscript } from '../../../src/core/draws/verify-transcript.js';
import type { Event } from '../../../src/core/events/schema.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import type { Context } from '../../../src/core/runtime/context.js';
import { tempFolder } from '../../support/temp.js';

/** Commits and shows. */
export async function commit(
  context: Context,
  event: Event,
  request: Partial<DrawRequest> = {},
): Promise<ShownDraw> {
  const id = await commitDraw(context, event, { prize: 'iPad', ...request });
  return await showDraw(context, id);
}

/** Draws what was committed to, and shows. */
export async function run(context: Context, id: string, entropy?: string): Promise<ShownDraw> {
  await runDraw(context, { id }, entropy);
  return await showDraw(context, id);
}

/** Both in one step. */
export async function drawAtOnce(
  context: Context,
  event: Event,
  request: Partial<DrawRequest> = {},
): Promise<ShownDraw> {
  const id = await runAtOnce(context, event, { prize: 'iPad', ...request, entropy: undefined });
  return await showDraw(context, id);
}

/** The public ids of people, in the order of a pool. */
export async function publicIds(
  context: Context,
  people: readonly Pick<Participant, 'id'>[],
): Promise<string[]> {
  const ids = people.map(({ id }) => id);
  const rows = await context.database
    .knex('participants')
    .whereIn('id', ids)
    .select<{ draw_id: string }[]>('draw_id');
  return rows.map((row) => row.draw_id).sort();
}

/** The transcript of a draw that is drawn, after our verifier and the independent one agree with it. */
export async function verified(context: Context, shown: ShownDraw): Promise<SecretTranscript> {
  const transcript = (await transcriptOf(context, shown)) as SecretTranscript;
  expect(verifyTranscript(transcript).filter(({ holds }) => !holds)).toEqual([]);
  expect(verifyIndependently(transcript)).toBe('valid');
  return transcript;
}

/** What a program that knows nothing of this one says about a transcript. */
export function verifyIndependently(transcript: object): string {
  const file = joinPath(tempFolder(), 'transcript.json');
  writeFileSync(file, JSON.stringify(transcript));
  const program = fileURLToPath(new URL('./independent-verifier.mjs', import.meta.url));
  return execFileSync(process.execPath, [program, file], { encoding: 'utf8' }).trim();
}
