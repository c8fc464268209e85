import { createWriteStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generateParticipants, participantsCsv } from '../tests/support/generate-participants.js';
import { openMailLedger } from './mail-ledger.js';
import { measureProcess } from './measure-process.js';

/**
 * Makes a database with an event and `count` participants, and the messages that they get, as `.eml`
 * files: written by evm's own file transport, so that both sides send the same. Returns the mean size and
 * the file of the participants.
 */
export async function prepareMail(options: {
  folder: string;
  eml: string;
  env: NodeJS.ProcessEnv;
  evm: string;
  count: number;
}): Promise<{ bytes: number; csv: string }> {
  const { folder, eml, env, evm, count } = options;
  const run = async (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    await measureProcess(process.execPath, [evm, ...args], { env: { ...env, ...more } });
  const csv = join(folder, 'participants.csv');
  await pipeline(
    // Some more: a few that are generated have no valid phone or date and are rejected.
    Readable.from(participantsCsv(generateParticipants({ seed: 1, count: count + 100 }))),
    createWriteStream(csv),
  );
  await run(['db', 'migrate']);
  await run(['event', 'create', ...describedEvent]);
  await run(['import', csv, '--event', 'seoul-devday', '--json']);
  const ledger = await openMailLedger(env.DATABASE_URL as string);
  await ledger.queue(count);
  await ledger.close();
  await run(['worker', '--once', '--only', 'mailing'], { EVM_SMTP_URL: `file:${eml}` });
  const sizes = readdirSync(eml).map((name) => statSync(join(eml, name)).size);
  if (sizes.length !== count) throw new Error(`${sizes.length} of ${count} messages were made`);
  return { bytes: sizes.reduce((sum, size) => sum + size, 0) / count, csv };
}

/** Options of `evm event create`. */
export const describedEvent = [
  ...['--slug', 'seoul-devday', '--name', '서울 데브데이 2026', '--timezone', 'Asia/Seoul'],
  ...['--starts', '2026-12-01 09:00', '--ends', '2026-12-01 18:00'],
  ...['--location', '서울특별시 강남구 영동대로 513 코엑스 그랜드볼룸'],
  ...['--description', '하루 동안 이어지는 개발자 행사입니다. 점심이 제공됩니다.'],
];
