import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgresDaemon } from '../tests/support/postgres-daemon.js';
import { makeTempFolder, removeFolder } from '../tests/support/temp.js';
import { openMailLedger } from './mail-ledger.js';
import { type Measurement, measureProcess } from './measure-process.js';
import { describedEvent, prepareMail } from './prepare-mail.js';
import { startMailServer } from './start-mail-server.js';

/** How many messages, and how late the server answers to each. */
export interface MailLoad {
  count: number;
  latencyMs: number;
}

/** What a sender reached. */
export interface Sending {
  /** At the server, from its first acceptance to its last. */
  perSecond: number;
  /** Of the process that had most. */
  peakMb: number;
  /** Of all sending processes with their start, for each message. */
  cpuMs: number;
  /** Mean size of a message as it arrived. */
  bytes: number;
}

/** What nodemailer's pool is given: ready-made messages to put together, or the bytes of them. */
export type BareKind = 'messages' | 'bytes';

/** All sides of the comparison, with the same server and the same messages. */
export interface MailSenders {
  /** Mean size of a message. */
  readonly bytes: number;
  /** nodemailer's own pool. */
  sendBare(kind: BareKind, connections: number, load: MailLoad): Promise<Sending>;
  /** `evm worker --once` on PostgreSQL; checks that each outcome was recorded. */
  sendByWorkers(
    options: { workers: number; connections: number },
    load: MailLoad,
  ): Promise<Sending>;
  /** The same on an embedded database, made anew. */
  sendEmbedded(connections: number, load: MailLoad): Promise<Sending>;
  close(): Promise<void>;
}

const bareProgram = fileURLToPath(new URL('send-bare.mjs', import.meta.url));
const evm = fileURLToPath(new URL('../bin/evm.js', import.meta.url));

/** @param most messages of the largest load */
export async function openMailSenders(most: number): Promise<MailSenders> {
  const folder = makeTempFolder();
  const daemon = await startPostgresDaemon();
  const server = await startMailServer();
  const common: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    EVM_MAIL_FROM: 'Seoul DevDay <devday@example.com>',
    EVM_SMTP_URL: server.url,
  };
  delete common.DATABASE_URL;
  const env = { ...common, EVM_HOME: join(folder, 'home'), DATABASE_URL: daemon.url };
  const { csv, bytes, ...ready } = await prepareMail({ folder, env, evm, count: most });
  const ledger = await openMailLedger(daemon.url);
  let embeddedHomes = 0;

  async function run(args: readonly string[], withEnv: NodeJS.ProcessEnv): Promise<Measurement> {
    return await measureProcess(process.execPath, args, { env: withEnv });
  }

  async function work(withEnv: NodeJS.ProcessEnv, connections: number): Promise<Measurement> {
    const args = [evm, 'worker', '--once', '--only', 'mailing', '--json'];
    return await run(args, { ...withEnv, EVM_MAIL_CONNECTIONS: String(connections) });
  }

  /** What `act` makes the server accept, all of it. */
  async function measure(load: MailLoad, act: () => Promise<Measurement[]>): Promise<Sending> {
    await server.begin(load.latencyMs);
    const processes = await act();
    const { accepted, seconds, bytes: received } = await server.report();
    if (accepted !== load.count) throw new Error(`${accepted} of ${load.count} were accepted`);
    const cpuSeconds = processes.reduce((sum, process) => sum + process.cpuSeconds, 0);
    return {
      perSecond: (load.count - 1) / seconds,
      peakMb: Math.max(...processes.map(({ peakMb }) => peakMb)),
      cpuMs: (cpuSeconds * 1000) / load.count,
      bytes: received / accepted,
    };
  }

  return {
    bytes,
    async sendBare(kind, connections, load) {
      const from = kind === 'bytes' ? ready.eml : ready.messages;
      const args = [bareProgram, kind, server.url, from, String(connections), String(load.count)];
      return await measure(load, async () => [await run(args, env)]);
    },
    async sendByWorkers({ workers, connections }, load) {
      await ledger.queue(load.count);
      const all = Array.from({ length: workers }, () => connections);
      const sending = await measure(
        load,
        async () => await Promise.all(all.map(async (each) => await work(env, each))),
      );
      const recorded = await ledger.countRecorded();
      if (recorded !== load.count) throw new Error(`${recorded} of ${load.count} were recorded`);
      return sending;
    },
    async sendEmbedded(connections, load) {
      embeddedHomes += 1;
      const here = { ...common, EVM_HOME: join(folder, `embedded-${embeddedHomes}`) };
      await run([evm, 'event', 'create', ...describedEvent], here);
      const imported = [evm, 'import', csv, '--event', 'seoul-devday', '--welcome', '--json'];
      const { stdout } = await run(imported, here);
      const { created } = JSON.parse(stdout).import.counts;
      return await measure({ ...load, count: created }, async () => [
        await work(here, connections),
      ]);
    },
    async close() {
      await ledger.close();
      await server.close();
      await daemon.remove();
      removeFolder(folder);
    },
  };
}
