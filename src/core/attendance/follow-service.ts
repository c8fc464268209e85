import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { parseJson } from '../runtime/parse-json.js';
import { attendanceErrors } from './errors.js';
import { openLiveBell } from './live-bell.js';
import { createNewsFilter, type EventView, staleMs } from './watch-event.js';

/** A running service, and what it lets this one in with. */
export interface RemoteService {
  /** `http://10.0.0.5:8080`, with a folder or without. */
  url: string;
  /** An API key or token with the scope `attendance:read`. */
  key: string;
}

/** A request that is not answered by then is no use any more. */
const answerMs = 10_000;
/** So long a service may be away before whoever follows it is told. */
const awayMs = 60_000;

/** What this program needs of a view; the rest it only shows. */
const View = z.looseObject({
  event: z.looseObject({ id: z.uuid(), slug: z.string() }),
  at: z.iso.datetime(),
  statistics: z.looseObject({ version: z.number() }),
});

/**
 * The view of an event as a running service has it. Errors: SERVICE_UNREACHABLE, SERVICE_REFUSED.
 * @param reference slug or id
 */
export async function readRemoteView(
  { url, key }: RemoteService,
  reference: string,
  signal: AbortSignal,
): Promise<EventView> {
  const address = `${url}/api/v1/events/${encodeURIComponent(reference)}/view`;
  const { status, body } = await ask({ url, key }, address, signal);
  const view = View.safeParse(body);
  if (status === 200 && view.success) return body as EventView;
  const { title } = Object(body) as { title?: unknown };
  const reason = `${status}${typeof title === 'string' ? `, ${title}` : ''}`;
  if (status >= 400 && status < 500 && status !== 429) {
    throw attendanceErrors.serviceRefused({ url, reason });
  }
  throw attendanceErrors.serviceAway({ url, reason });
}

/** A controller for each request: one that is made of a signal that lives on stays there as long as that does. */
async function ask(
  { url, key }: RemoteService,
  address: string,
  signal: AbortSignal,
): Promise<{ status: number; body: unknown }> {
  signal.throwIfAborted();
  const aborter = new AbortController();
  const abort = () => aborter.abort();
  const timer = setTimeout(abort, answerMs);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(address, { headers, signal: aborter.signal });
    // What a proxy says instead of the service is no JSON.
    const text = await response.text();
    return { status: response.status, body: parseJson(text) };
  } catch (error) {
    signal.throwIfAborted();
    throw attendanceErrors.serviceAway({ url, reason: reasonOf(error) }, error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/**
 * The view of an event, again each time the service says over its live channel that something happened, and
 * without after `quietMs`. A service that is away for a while is waited for. Ends with the error of `signal`.
 * Errors: those of `readRemoteView`.
 */
export async function* followService(
  service: RemoteService,
  options: { event: string; signal: AbortSignal; everyMs: number; quietMs?: number },
): AsyncGenerator<EventView> {
  const { event, signal, everyMs, quietMs = staleMs } = options;
  const isNews = createNewsFilter();
  let view = await readRemoteView(service, event, signal);
  const bell = openLiveBell(service, { eventId: view.event.id, signal });
  try {
    for (;;) {
      if (isNews(view)) yield view;
      // However much happens, it is not read more often.
      await pause(everyMs, undefined, { signal });
      await bell.rung(quietMs);
      view = await readPatiently(service, { event, signal, everyMs });
    }
  } finally {
    bell.close();
  }
}

async function readPatiently(
  service: RemoteService,
  { event, signal, everyMs }: { event: string; signal: AbortSignal; everyMs: number },
): Promise<EventView> {
  const since = performance.now();
  for (;;) {
    try {
      return await readRemoteView(service, event, signal);
    } catch (error) {
      const isPassing = attendanceErrors.serviceAway.matches(error);
      if (!isPassing || performance.now() - since > awayMs) throw error;
      await pause(everyMs, undefined, { signal });
    }
  }
}

/** `ECONNREFUSED` and the like; a foreign message may quote what it was given. */
function reasonOf(error: unknown): string {
  const { cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? 'no answer in time';
}
