import { waitInLine } from './wait-in-line.js';

/**
 * The way of messages to a mail server: so many conversations at a time, and a few messages whose
 * submission is begun already, so that no conversation waits for a commit.
 *
 * Whatever is begun counts as perhaps sent when the process dies, so no more is begun than the server
 * takes during a commit: with a slow server a single message.
 */
export interface SubmissionLine {
  /** Waits until a submission may be begun. The place is held until `leave`, which is called once. */
  join(signal: AbortSignal): Promise<PlaceInLine>;
}

export interface PlaceInLine {
  /** Does `act`, which begins the submission; how long that takes tells how much has to be begun ahead. */
  begin<Result>(act: () => Promise<Result>): Promise<Result>;
  /** Waits for a conversation; an abort of `signal` ends the waiting, and nothing else. */
  turn(signal: AbortSignal): Promise<void>;
  leave(): void;
}

/** Until it is known: to gather some, and to commit. */
const usualBeginMs = 15;
/** A commit that takes longer than most must not hold up a conversation. */
const reserve = 1.5;
/** How much the last one says about the next, against all those before. */
const weight = 0.1;

/** @param now milliseconds of a clock that only runs forward */
export function createSubmissionLine(
  connections: number,
  now: () => number = () => performance.now(),
): SubmissionLine {
  const places = createSlots(() => connections + ahead());
  const conversations = createSlots(() => connections);
  let beginMs = usualBeginMs;
  let conversationMs: number | undefined;

  function ahead(): number {
    if (conversationMs === undefined) return 1;
    const most = Math.max(8, 2 * connections);
    const meanwhile = Math.ceil((connections * reserve * beginMs) / conversationMs);
    return Math.min(most, Math.max(1, meanwhile));
  }

  return {
    async join(signal) {
      await places.take(signal);
      let startedAt: number | undefined;
      let isStopped = () => false;
      return {
        async begin(act) {
          const beganAt = now();
          const result = await act();
          beginMs = blend(beginMs, now() - beganAt);
          return result;
        },
        async turn(turnSignal) {
          await conversations.take(turnSignal);
          startedAt = now();
          isStopped = () => turnSignal.aborted;
        },
        leave() {
          if (startedAt !== undefined) {
            if (!isStopped()) conversationMs = blend(conversationMs, now() - startedAt);
            conversations.giveBack();
          }
          places.giveBack();
        },
      };
    },
  };
}

function blend(before: number | undefined, latest: number): number {
  return before === undefined ? latest : before + weight * (latest - before);
}

/** Counts who is inside; the others wait in the order in which they came, or until they are aborted. */
function createSlots(limit: () => number) {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    async take(signal: AbortSignal): Promise<void> {
      taken += 1;
      if (taken - waiting.length <= limit() || signal.aborted) return;
      await waitInLine(waiting, signal);
    },
    giveBack(): void {
      taken -= 1;
      while (waiting.length > 0 && taken - waiting.length < limit()) waiting.shift()?.();
    },
  };
}
