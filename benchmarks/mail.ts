/**
 * npm run bench:mail [-- --messages 3000 --slow-messages 600 --rounds 5 --only 0x1,0x5,50x1,50x5,two,embedded]
 *
 * Messages per second at the mail server, from its first acceptance to its last, side by side in one
 * run: nodemailer's own pool sending ready-made messages (the limit), and `evm worker` from the row to the
 * recorded outcome, with the very same messages to make: template, signed ticket, QR image, calendar. Beside
 * them the pool with the bytes of messages: what is left when nothing at all is to be made.
 *
 * The server is smtp-server in its own process; the latency is what it takes over each message before its
 * 250. (In every answer it would cost both sides more, and hide more of what evm does besides.)
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type BareKind, type MailLoad, openMailSenders, type Sending } from './mail-senders.js';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '3000' },
    'slow-messages': { type: 'string', default: '600' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '0x1,0x5,50x1,50x5,two,embedded' },
  },
});
const messages = Number(values.messages);
const slowMessages = Number(values['slow-messages']);
const rounds = Number(values.rounds);
const parts = values.only.split(',');

/** Measured in turn with its opposite, so that what the machine does besides meets both. */
interface Side {
  name: string;
  send: () => Promise<Sending>;
}

const senders = await openMailSenders(Math.max(messages, 3 * slowMessages));
const peaks: number[] = [];
try {
  const { model } = cpus()[0] as { model: string };
  console.log(`${cpus().length} cores, ${model.trim()}, node ${process.version}`);
  console.log(`messages of ${(senders.bytes / 1000).toFixed(1)} kB, medians of ${rounds} rounds`);
  for (const latencyMs of [0, 50]) {
    for (const connections of [1, 5]) {
      const title = `${latencyMs} ms, ${connections} connection${connections === 1 ? '' : 's'}`;
      const count = latencyMs === 0 ? messages : Math.min(slowMessages, connections * 200);
      if (!parts.includes(`${latencyMs}x${connections}`)) continue;
      await compareWithBare(title, connections, { count, latencyMs });
    }
  }
  if (parts.includes('two')) {
    const load = { count: 3 * slowMessages, latencyMs: 50 };
    const send = (workers: number) => async () =>
      await senders.sendByWorkers({ workers, connections: 5 }, load);
    const limits = [{ name: 'one worker', send: send(1) }];
    const two = { name: 'two workers', send: send(2) };
    await compare('50 ms, 5 connections each', two, { goal: 1.8, limits });
  }
  if (parts.includes('embedded')) {
    const load = { count: messages, latencyMs: 0 };
    console.log('embedded database, 0 ms, 5 connections');
    report('evm worker', [await senders.sendEmbedded(5, load)]);
  }
  if (peaks.length > 0) {
    console.log(`peak memory of a worker on PostgreSQL: ${Math.max(...peaks)} MB (goal 250)`);
  }
} finally {
  await senders.close();
}

async function compareWithBare(title: string, connections: number, load: MailLoad) {
  const bare = (kind: BareKind) => async () => await senders.sendBare(kind, connections, load);
  const worker = async () => {
    const sending = await senders.sendByWorkers({ workers: 1, connections }, load);
    peaks.push(sending.peakMb);
    return sending;
  };
  const limits = [
    { name: 'nodemailer, ready-made messages', send: bare('messages') },
    { name: 'nodemailer, finished bytes', send: bare('bytes'), note: ', if it is meant of bytes' },
  ];
  await compare(title, { name: 'evm worker', send: worker }, { goal: 0.8, limits });
}

/** One side against each limit. */
async function compare(
  title: string,
  side: Side,
  { goal, limits }: { goal: number; limits: readonly (Side & { note?: string })[] },
) {
  const reached: Sending[] = [];
  const limited = limits.map((): Sending[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { send }] of limits.entries()) limited[index]?.push(await send());
    reached.push(await side.send());
  }
  console.log(title);
  report(side.name, reached);
  for (const [index, { name, note = '' }] of limits.entries()) {
    const sendings = limited[index] as Sending[];
    report(name, sendings);
    const ratios = reached.map(
      ({ perSecond }, round) => perSecond / (sendings[round]?.perSecond ?? 0),
    );
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    console.log(
      `  ${side.name} of it: ${median(ratios).toFixed(2)}, ${range} (goal ${goal.toFixed(2)}${note})`,
    );
  }
}

function report(name: string, sendings: readonly Sending[]): void {
  const rate = Math.round(median(sendings.map(({ perSecond }) => perSecond)));
  const cpuMs = median(sendings.map((sending) => sending.cpuMs)).toFixed(2);
  const peak = Math.max(...sendings.map(({ peakMb }) => peakMb));
  const kilobytes = (median(sendings.map(({ bytes }) => bytes)) / 1000).toFixed(1);
  console.log(
    `  ${name.padEnd(32)} ${rate.toLocaleString('en')}/s of ${kilobytes} kB  ${cpuMs} ms of processor time each  peak ${peak} MB`,
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
