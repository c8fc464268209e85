import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
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
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(address, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    body = await response.json();
  } catch (error) {
    signal.throwIfAborted();
    throw attendanceErrors.serviceAway({ url, reason: reasonOf(error) }, error);
  }
  const view = View.safeParse(body);
  if (response.ok && view.success) return body as EventView;
  const { title } = Object(body) as { title?: unknown };
  const reason = `${response.status}${typeof title === 'string' ? `, ${title}` : ''}`;
  if (response.status >= 500 || response.status === 429 || response.ok) {
    throw attendanceErrors.serviceAway({ url, reason });
  }
  throw attendanceErrors.serviceRefused({ url, reason });
}

/**
 * The view of an event, again each time the service says over its live channel that something happened, and
 * now and then without. A service that is away for a while is waited for. Ends with the error of `signal`.
 * Errors: those of `readRemoteView`.
 */
export async function* followService(
  service: RemoteService,
  options: { event: string; signal: AbortSignal; everyMs: number },
): AsyncGenerator<EventView> {
  const { event, signal, everyMs } = options;
  const isNews = createNewsFilter();
  let view = await readRemoteView(service, event, signal);
  const bell = openLiveBell(service, { eventId: view.event.id, signal });
  try {
    for (;;) {
      if (isNews(view)) yield view;
      // However much happens, it is not read more often.
      await pause(everyMs, undefined, { signal });
      await bell.rung(staleMs - everyMs);
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

/** `ECONNREFUSED`, or whatever else there is to say of a request that failed. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
}
