import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { crashLimit, suspectFrom } from '../../src/core/runtime/ledger/ledger-contract.js';
import { createSeededRandom } from '../../src/core/runtime/random.js';
import { createPlace, type TestPlace } from '../support/database.js';
import { generateParticipants, participantsCsv } from '../support/generate-participants.js';
import { type RunningEvm, runEvm } from '../support/run-evm.js';
import { secondsSince } from '../support/seconds-since.js';
import type { SmtpDaemon, SmtpStep } from '../support/smtp-daemon.js';
import { tempFolder } from '../support/temp.js';
import { hasPostgres } from '../support/test-daemons.js';
import { countCopies, findMailViolations, readMessages } from './find-mail-violations.js';
import { createEvent, startForTest } from './import-jobs.js';
import { allMailEnds, mailEnvironment, startMailServer } from './mail-world.js';

/** Half of them tickets. `EVM_FAULT_MESSAGES=10000` searches longer, `EVM_FAULT_SEED` once more. */
const count = Number(process.env.EVM_FAULT_MESSAGES ?? 600);
const seed = Number(process.env.EVM_FAULT_SEED ?? randomInt(1, 1_000_000));
const kills = Math.max(16, Math.round(count / 100));
const event = 'kill-day';
const connections = 3;
const secondsAtMost = 180 + count / 2;

describe.skipIf(!hasPostgres())('workers killed at random moments', () => {
  it(`lose no message and double none silently (seed ${seed})`, {
    timeout: (secondsAtMost + 60) * 1000,
  }, async () => {
    const place = await createPlace('external');
    onTestFinished(async () => await place.remove());
    await queueWelcomesAndReminders(place, count / 2);
    const killer = planKills(seed);
    const daemon = await startMailServer({ fault: (step) => killer.at(step, daemon) });
    const workers = keepWorkersRunning(place, daemon, killer);
    const startedAt = performance.now();
    await Promise.race([
      allMailEnds(place, { workers: [], seconds: secondsAtMost }),
      workers.ended,
    ]);
    const seconds = secondsSince(startedAt);
    await workers.stop();

    const messages = await readMessages(place);
    const violations = findMailViolations(messages, daemon.accepted);
    const copies = countCopies(messages, daemon.accepted);
    const lost = messages.filter(({ id, state }) => state === 'done' && !copies.has(id)).length;
    const silent = messages.filter(({ id, submissions }) => (copies.get(id) ?? 0) > submissions);
    const unknown = messages.filter(({ state }) => state === 'unknown').length;
    const failed = messages.filter(({ state }) => state === 'failed');
    const doubled = [...copies.values()].filter((number) => number > 1).length;
    process.stderr.write(
      `[faults] mail: ${messages.length} messages, ${killer.done()} kills: ${lost} lost, ` +
        `${silent.length} silent duplicates, ${unknown} unknown, ${failed.length} set aside, ` +
        `${doubled} tickets doubled and counted (seed ${seed}, ${seconds.toFixed(0)} s)\n`,
    );
    expect(violations).toEqual([]);
    expect(messages).toHaveLength(count);
    expect(killer.done()).toBe(kills);
    // In doubt is what was under way when a process died; twice that, for a worker that stood still
    // for longer than its lease.
    expect(unknown + doubled).toBeLessThanOrEqual(2 * kills * connections);
    // Whoever dies that often with a message in hand may die of it. No worker holds two that are under
    // that suspicion, so each one set aside has cost at least three kills.
    expect(failed.filter(({ crashes }) => crashes !== crashLimit)).toEqual([]);
    expect(failed.length).toBeLessThanOrEqual(kills / (crashLimit - suspectFrom));
  });
});

const steps = ['mail', 'rcpt', 'data', 'body', 'dot'] as const satisfies readonly SmtpStep[];

/** Kills are due once the server has taken so many messages, at the next such step of any conversation. */
function planKills(from: number) {
  const random = createSeededRandom(from);
  const number = (limit: number) => random.bytes(4).readUInt32BE() % limit;
  const plan = Array.from({ length: kills }, () => ({
    // What ends in doubt may never reach the server, and every kill has to become due.
    taken: number(count - 2 * kills * connections),
    step: steps[number(steps.length)] as SmtpStep,
    victim: number(2),
  })).sort((left, right) => left.taken - right.taken);
  const victims = new Map<number, RunningEvm>();
  let done = 0;
  return {
    victims,
    done: () => done,
    at(step: SmtpStep, { accepted }: SmtpDaemon): undefined {
      const [next] = plan;
      if (!next || accepted.length < next.taken || step !== next.step) return;
      // A worker that has just been killed is not there to be killed again.
      const victim = victims.get(next.victim) ?? victims.get(1 - next.victim);
      if (!victim) return;
      plan.shift();
      for (const [slot, worker] of victims) if (worker === victim) victims.delete(slot);
      victim.kill('SIGKILL');
      done += 1;
    },
  };
}

/** Two workers; whichever is killed is started again, until they are stopped. */
function keepWorkersRunning(
  place: TestPlace,
  daemon: SmtpDaemon,
  { victims }: ReturnType<typeof planKills>,
) {
  const env = {
    ...mailEnvironment(daemon.url),
    EVM_MAIL_CONNECTIONS: String(connections),
    EVM_WORKER_LEASE_SECONDS: '10',
    EVM_WORKER_SWEEP_SECONDS: '0.5',
  };
  let isStopped = false;
  const current = new Map<number, RunningEvm>();
  async function keep(slot: number): Promise<void> {
    while (!isStopped) {
      const worker = startForTest(['worker', '--only', 'mailing'], { place, env });
      current.set(slot, worker);
      victims.set(slot, worker);
      const { exitCode, signal, stderr } = await worker.exit;
      if (signal !== 'SIGKILL') expect(exitCode, stderr).toBe(0);
    }
  }
  const ended = Promise.all([keep(0), keep(1)]);
  return {
    /** Rejects when a worker has ended that nobody killed. */
    ended,
    async stop() {
      isStopped = true;
      for (const worker of current.values()) worker.kill('SIGTERM');
      await ended;
    },
  };
}

async function queueWelcomesAndReminders(place: TestPlace, people: number): Promise<void> {
  const { exitCode, stderr } = await runEvm(['db', 'migrate'], { place });
  expect(exitCode, stderr).toBe(0);
  await createEvent(place, event);
  const list = join(tempFolder(), 'list.csv');
  const rows = [...generateParticipants({ seed: 7, count: people })];
  // Not every number of the range is given out; these rows are to be good.
  writeFileSync(list, [...participantsCsv(rows.map((row) => ({ ...row, phone: '' })))].join(''));
  const commands = [
    ['import', list, '--event', event, '--welcome'],
    ['email', 'send', 'reminder', '--event', event, '--yes'],
  ];
  for (const args of commands) {
    const run = await runEvm(args, { place });
    expect(run.exitCode, run.stderr).toBe(0);
  }
}
