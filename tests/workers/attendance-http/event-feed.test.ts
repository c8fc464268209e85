import { beforeEach, describe, expect, it } from 'vitest';
import type { NumberedLiveEvent } from '../../../src/core/attendance/read-live.js';
import {
  createEventFeed,
  type EventFeed,
} from '../../../src/workers/attendance-http/realtime/event-feed.js';
import type { LiveClient } from '../../../src/workers/attendance-http/realtime/live-client.js';
import { type Gate, gate } from '../../support/gate.js';

describe('the feed of an event', () => {
  let last: number;
  let feed: EventFeed;
  let failures: unknown[];
  /** Held back, in their order, instead of being answered at once. */
  let reads: Gate<void>[];
  let checks: Gate<void>[];
  beforeEach(() => {
    last = 0;
    failures = [];
    reads = [];
    checks = [];
    feed = createEventFeed('event', {
      async read(after, limit) {
        const count = Math.min(limit, last - after);
        const page = Array.from({ length: count }, (_, at) => eventOf(after + at + 1));
        await reads.shift()?.opened;
        return page;
      },
      async usable(keyIds) {
        await checks.shift()?.opened;
        return new Set(keyIds.filter((id) => id !== 'revoked'));
      },
      onFailure: (error) => void failures.push(error),
    });
  });

  const upTo = (first: number, end: number) =>
    Array.from({ length: end - first + 1 }, (_, at) => first + at);

  async function joined(keyId: string, cursor = last) {
    const client = clientOf(keyId, cursor);
    await feed.join(client);
    return client;
  }

  async function publish(count = 1): Promise<void> {
    last += count;
    feed.wake();
    await feed.settled();
  }

  it('tells each all that comes, in order, and closes whoever may not hear it any more', async () => {
    const [one, other] = [await joined('one'), await joined('other')];
    const revoked = await joined('revoked');
    await publish(1_200);
    expect([one.told, other.told]).toEqual([upTo(1, 1_200), upTo(1, 1_200)]);
    expect(revoked).toMatchObject({ told: [], closed: 4401 });
    await publish();
    expect(one.told).toEqual(upTo(1, 1_201));
  });

  it('tells nothing of what it missed to whoever may not hear it any more', async () => {
    last = 3;
    expect(await joined('revoked', 0)).toMatchObject({ told: [], closed: 4401 });
    expect(await joined('one', 0)).toMatchObject({ told: [1, 2, 3], closed: undefined });
  });

  it('closes nobody that joins while it is asked who may hear', async () => {
    await joined('one');
    const asking = gate<void>();
    checks.push(asking);
    const checking = feed.checkClients();
    const late = await joined('late');
    asking.open();
    await checking;
    expect(late.closed).toBeUndefined();
    await publish();
    expect(late.told).toEqual([1]);
  });

  it('tells whoever joins from further back what lies between before anything newer', async () => {
    last = 9;
    const here = await joined('here');
    const [catchingUp, advancing] = [gate<void>(), gate<void>()];
    // Its last reading began before the tenth was there, and is answered late.
    reads.push(catchingUp);
    const late = clientOf('late', 9);
    const joining = feed.join(late);
    await publish();
    reads.push(advancing);
    last += 1;
    feed.wake();
    catchingUp.open();
    await joining;
    feed.wake();
    advancing.open();
    await feed.settled();
    expect([here.told, late.told]).toEqual([
      [10, 11],
      [10, 11],
    ]);
  });

  it('is behind until everybody was told, though it could not ask whether they may hear it', async () => {
    const client = await joined('one');
    expect(feed.isBehind(last)).toBe(false);
    const asking = gate<void>();
    checks.push({ ...asking, opened: Promise.reject(new Error('the database is away')) });
    await publish();
    expect(failures).toMatchObject([{ message: 'the database is away' }]);
    expect([client.told, feed.isBehind(last)]).toEqual([[], true]);
    feed.wake();
    await feed.settled();
    expect([client.told, feed.isBehind(last)]).toEqual([[1], false]);
  });

  it('does not keep the others at the number of one that is closing', async () => {
    const closing = await joined('closing');
    const open = await joined('open');
    closing.isOpen = () => false;
    await publish(700);
    expect([closing.told, open.told]).toEqual([[], upTo(1, 700)]);
  });
});

interface Listener extends LiveClient {
  /** Numbers, as they came. */
  told: number[];
  closed: number | undefined;
}

function eventOf(sequence: number): NumberedLiveEvent {
  return { type: 'alert', data: {}, sequence, createdAt: new Date(0) };
}

/** A client without a line: what it is told is kept. */
function clientOf(keyId: string, cursor: number): Listener {
  function close(code: number): void {
    client.closed = code;
  }
  const client: Listener = {
    told: [],
    closed: undefined,
    socket: { close } as LiveClient['socket'],
    caller: { keyId, eventId: 'event', scopes: ['attendance:read'], gateIds: [] },
    following: { eventId: 'event', cursor },
    isAlive: true,
    isOpen: () => client.closed === undefined,
    send: () => undefined,
    sendText(text) {
      if (client.isOpen()) client.told.push(JSON.parse(text).sequence);
      return client.isOpen();
    },
    drained: async () => undefined,
    countMessage: () => true,
  };
  return client;
}
