import { crashPoint } from '../runtime/crash-points.js';
import type { PrintLanguage } from './languages/print-language.js';
import type { PrinterLink } from './printer-link.js';
import { describeProblem } from './printer-problems.js';
import type { PrinterProblem, PrinterProfile } from './schema.js';

/** How long is waited for a printer, in milliseconds. */
export interface Patience {
  connectMs: number;
  /** For an answer about its state. */
  answerMs: number;
  /** For a whole badge: to be taken, and to be printed. */
  badgeMs: number;
  /** Between two questions to a printer that is busy. */
  pollMs: number;
}

export const usualPatience: Patience = {
  connectMs: 5_000,
  answerMs: 5_000,
  badgeMs: 30_000,
  pollMs: 200,
};

/** A line and who is at its other end. */
export interface Conversation {
  link: PrinterLink;
  language: PrintLanguage;
  profile: PrinterProfile;
  patience: Patience;
}

/** What became of a badge whose bytes were sent. */
export type BadgeFate = { kind: 'confirmed' } | { kind: 'unknown'; reason: string };

/** Whether the printer's own word is asked for, or the line's is enough. */
export function listens({ link, profile }: Pick<Conversation, 'link' | 'profile'>): boolean {
  return link.answers && profile.status === 'read';
}

/** How the printer is before anything is sent to it: undefined when it can print. Never throws. */
export async function askPrinter(
  conversation: Conversation,
  signal?: AbortSignal,
): Promise<PrinterProblem | undefined> {
  const { link, language, profile, patience } = conversation;
  if (!listens(conversation)) return undefined;
  try {
    await crashPoint('printer question', async () => {
      await link.write(language.question, patience.answerMs);
    });
    let answer = Buffer.alloc(0);
    for (;;) {
      const reading = language.readStatus(answer, profile);
      if (reading.kind === 'ready') return undefined;
      if (reading.kind === 'problem') return reading.problem;
      const more = await link.read(patience.answerMs, signal);
      if (!more) return 'silent';
      answer = Buffer.concat([answer, more]);
    }
  } catch {
    return 'offline';
  }
}

/**
 * Sends a badge and waits until the printer says that it is printed. From the first byte on, whatever
 * breaks leaves it unknown: nobody can see from here how much is on the paper. Never throws.
 */
export async function sendBadge(
  conversation: Conversation,
  bytes: Buffer,
  signal?: AbortSignal,
): Promise<BadgeFate> {
  const { link, patience } = conversation;
  try {
    await crashPoint('printer badge', async () => await link.write(bytes, patience.badgeMs));
    if (listens(conversation)) return await awaitEnd(conversation, signal);
    await link.finish(patience.badgeMs);
    return { kind: 'confirmed' };
  } catch {
    return unknown('the line broke while the badge was sent');
  }
}

async function awaitEnd(conversation: Conversation, signal?: AbortSignal): Promise<BadgeFate> {
  const { link, language, profile, patience } = conversation;
  // Asked for so many times, a busy printer has had its time.
  let questions = Math.max(1, Math.ceil(patience.badgeMs / Math.max(1, patience.pollMs)));
  const until = performance.now() + 2 * patience.badgeMs;
  await ask();
  let answer: Buffer = Buffer.alloc(0);
  for (;;) {
    if (signal?.aborted) return unknown('the worker stopped before the printer had confirmed it');
    // A line on which something always comes must not keep the printer for ever.
    if (performance.now() > until) return unknown('the printer has not confirmed it in time');
    const reading = language.readEnd(answer, profile);
    if (reading.kind === 'printed') return { kind: 'confirmed' };
    if (reading.kind === 'problem') return unknown(describeProblem(reading.problem));
    if (reading.kind === 'busy') {
      // What it says between two answers belongs to the next one.
      const early = await link.read(patience.pollMs, signal);
      if (--questions <= 0) return unknown('the printer is busy for too long');
      await ask();
      answer = early ?? Buffer.alloc(0);
      continue;
    }
    const more = await link.read(patience.badgeMs, signal);
    if (!more && signal?.aborted) continue;
    if (!more) return unknown('the printer has not confirmed it');
    answer = Buffer.concat([answer, more]);
  }

  async function ask(): Promise<void> {
    const { endQuestion } = language;
    if (endQuestion.length === 0) return;
    await crashPoint('printer end question', async () => {
      await link.write(endQuestion, patience.answerMs);
    });
  }
}

function unknown(reason: string): BadgeFate {
  return { kind: 'unknown', reason };
}
