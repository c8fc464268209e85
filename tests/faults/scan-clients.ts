import { createSeededRandom } from '../../src/core/runtime/random.js';
import { minute } from '../core/attendance/sample-scans.js';
import { eventually } from '../support/eventually.js';
import { gate } from '../support/gate.js';

/** Where and as whom the clients scan; `url` may change when a service is started anew. */
export interface ScanTarget {
  url: string;
  readonly key: string;
  readonly participantIds: readonly string[];
  readonly gates: readonly string[];
}

/** Everything that a client knows of one scan: what it sent, and what it was told. */
export interface ScanHistory {
  readonly scan: ScanBody;
  /** What was told, each wording once; more than one of them is a lie. */
  readonly answers: Set<string>;
  /** How often it was sent without an answer. */
  unanswered: number;
}

export interface ScanBody {
  scanId: string;
  participantId: string;
  gate: string;
  timestamp: string;
  method: 'qr_scan';
  direction?: 'in' | 'out';
}

/** Scanners that do not stop asking until each of their scans is answered. */
export interface ScanClients {
  readonly histories: ReadonlyMap<string, ScanHistory>;
  /** Answers that no service may give: sentences, without a repetition. */
  readonly lies: ReadonlySet<string>;
  /** How often a request ended with a cut connection, or with 503 and the time to wait. */
  readonly failures: { cut: number; unavailable: number };
  /** Resolves with so many more answers. */
  answered(count: number): Promise<void>;
  /** Resolves when so many more requests are sent, the last of which is under way then. */
  sent(count: number): Promise<void>;
  /** Begins nothing new; resolves when each scan that was sent has its answer. */
  finish(): Promise<void>;
  /** Gives up what is unanswered; resolves when nothing is under way. */
  abandon(): Promise<void>;
  /** Sends each scan again, in batches, so that its answer is heard once more. */
  askAgain(): Promise<void>;
}

/** A request: one scan alone, or several as a batch. */
type Sending = readonly [ScanHistory, ...ScanHistory[]];

const batchPath = '/api/v1/attendance/batch';
const recordPath = '/api/v1/attendance/record';

/** Starts so many scanners, each of which sends one request at a time; they differ by the seed. */
export function startScanClients(
  target: ScanTarget,
  options: { clients: number; seed: number },
): ScanClients {
  const random = createSeededRandom(options.seed);
  const number = (limit: number) => random.bytes(4).readUInt32BE() % limit;
  const histories = new Map<string, ScanHistory>();
  const lies = new Set<string>();
  const failures = { cut: 0, unavailable: 0 };
  const [answers, requests] = [createCounter(), createCounter()];
  let state: 'running' | 'finishing' | 'abandoned' = 'running';

  function newScan(): ScanHistory {
    const pick = <Item>(items: readonly Item[]) => items[number(items.length)] as Item;
    const direction = pick([undefined, undefined, 'in', 'out'] as const);
    const scan = {
      scanId: `scan-${histories.size + 1}`,
      participantId: pick(target.participantIds),
      gate: pick(target.gates),
      timestamp: minute(number(560)),
      method: 'qr_scan' as const,
      ...(direction && { direction }),
    };
    const history = { scan, answers: new Set<string>(), unanswered: 0 };
    histories.set(scan.scanId, history);
    return history;
  }

  function nextSending(own: readonly ScanHistory[]): Sending {
    // A scanner whose own record of an answer was lost asks again, alone or in a batch.
    const old = number(3) === 0 ? own[number(own.length || 1)] : undefined;
    if (number(3) > 0) return [old ?? newScan()];
    return [newScan(), ...Array.from({ length: 1 + number(12) }, newScan), ...(old ? [old] : [])];
  }

  async function send(sending: Sending): Promise<boolean> {
    const [first] = sending;
    const isAlone = sending.length === 1;
    requests.count();
    const answer = await post(target, isAlone ? recordPath : batchPath, {
      body: isAlone ? first.scan : sending.map(({ scan }) => scan),
    });
    if (answer.kind !== 'answered') {
      failures[answer.kind] += 1;
      for (const history of sending) history.unanswered += 1;
      return false;
    }
    const { status, body } = answer;
    if (isAlone) note(first, [status, body]);
    else noteBatch(sending, status, body);
    answers.count();
    return true;
  }

  function noteBatch(sending: Sending, status: number, body: Answered['body']): void {
    const items = [...(body.successful ?? []), ...(body.failed ?? []), ...(body.duplicates ?? [])];
    if (status !== 200 || items.length !== sending.length) {
      lies.add(
        `a batch was answered with ${status} and ${items.length} of ${sending.length} items`,
      );
      return;
    }
    for (const item of items) {
      const history = sending[item.index];
      if (!history || history.scan.scanId !== item.scanId) lies.add('an item is another one');
      else note(history, [item.status, item.record ?? { verdict: item.verdict }]);
    }
  }

  function note(history: ScanHistory, [status, body]: [number, Answered['body']]): void {
    const { scanId } = history.scan;
    const verdict = body.verdict ?? '';
    if (!knownAnswers.has(`${status} ${verdict}`)) lies.add(`a scan was answered with ${status}`);
    history.answers.add([verdict, body.id ?? '', body.createdAt ?? ''].join(' ').trim());
    if (history.answers.size > 1) lies.add(`${scanId}: ${[...history.answers].join(' / ')}`);
  }

  async function untilAnswered(sending: Sending): Promise<void> {
    await eventually(`an answer about ${sending[0].scan.scanId}`, async () =>
      state === 'abandoned' || (await send(sending)) ? true : undefined,
    );
  }

  async function scanOn(): Promise<void> {
    const own: ScanHistory[] = [];
    while (state === 'running') {
      const sending = nextSending(own);
      await untilAnswered(sending);
      own.push(...sending);
    }
  }

  const running = Promise.all(Array.from({ length: options.clients }, scanOn));
  running.catch(() => undefined);

  async function stop(how: 'finishing' | 'abandoned'): Promise<void> {
    state = how;
    await running;
  }

  return {
    histories,
    lies,
    failures,
    answered: async (count) => await Promise.race([answers.reached(count), running.then(() => {})]),
    sent: async (count) => await Promise.race([requests.reached(count), running.then(() => {})]),
    finish: async () => await stop('finishing'),
    abandon: async () => await stop('abandoned'),
    async askAgain() {
      state = 'finishing';
      const all = [...histories.values()];
      for (let from = 0; from < all.length; from += 500) {
        await untilAnswered(all.slice(from, from + 500) as unknown as Sending);
      }
    },
  };
}

/** Seed 002: what a scan of a good ticket at a good gate can be told. */
const knownAnswers = new Set([
  '201 accepted',
  '409 duplicate',
  '409 already_inside',
  '409 not_inside',
]);

interface Answered {
  kind: 'answered';
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the service says is judged by whoever asked
  body: any;
}

/** Sends a body; a service that cannot answer says so with 503 and the time to wait, or is gone. */
async function post(
  { url, key }: ScanTarget,
  path: string,
  { body }: { body: unknown },
): Promise<Answered | { kind: 'cut' } | { kind: 'unavailable' }> {
  try {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const isLater = response.status === 503 && Number(response.headers.get('retry-after')) > 0;
    if (isLater) return { kind: 'unavailable' };
    return { kind: 'answered', status: response.status, body: JSON.parse(text) };
  } catch (error) {
    // What undici throws of a connection that was refused or cut; a defect of the test is another.
    if (error instanceof TypeError && /fetch failed|terminated/.test(error.message)) {
      return { kind: 'cut' };
    }
    throw error;
  }
}

function createCounter() {
  let counted = 0;
  const waiting = new Map<number, ReturnType<typeof gate<void>>>();
  return {
    count(): void {
      counted += 1;
      waiting.get(counted)?.open();
    },
    async reached(more: number): Promise<void> {
      const wanted = counted + more;
      const reached = waiting.get(wanted) ?? gate<void>();
      waiting.set(wanted, reached);
      await reached.opened;
    },
  };
}
