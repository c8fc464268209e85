import type { Clock } from '../../runtime/clock.js';
import { crashPoint } from '../../runtime/crash-points.js';
import { signWebhook } from '../sign-webhook.js';
import type { PostOutcome, WebhookSender } from '../webhook-sender.js';
import type { WebhookTarget } from '../webhook-target.js';

/** Standard Webhooks 1.0.0 recommends 15 to 30 seconds. */
const usualTimeoutMs = 15_000;

/** Posts with Node's fetch. Redirects are not followed: what is signed is for this address alone. */
export function createFetchWebhookSender(
  { url, key }: WebhookTarget,
  { clock, timeoutMs = usualTimeoutMs }: { clock: Clock; timeoutMs?: number },
): WebhookSender {
  return {
    async post({ id, body }, { signal }) {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const response = await crashPoint(
          'webhook post',
          async () =>
            await fetch(url, {
              method: 'POST',
              headers: {
                'content-type': 'application/json',
                'user-agent': 'evm',
                ...signWebhook(key, { id, at: clock.now(), body }),
              },
              body,
              redirect: 'manual',
              signal: AbortSignal.any([signal, timeout]),
            }),
        );
        await response.body?.cancel();
        return outcomeOf(response.status);
      } catch (error) {
        signal.throwIfAborted();
        if (timeout.aborted) return failed(`no answer within ${timeoutMs / 1000} s`);
        return failed(`it cannot be reached${codeOf(error)}`);
      }
    },
  };
}

function outcomeOf(status: number): PostOutcome {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status === 410) return { kind: 'gone' };
  if (status >= 300 && status < 400) {
    return failed(`it answered ${status}, and redirects are not followed`);
  }
  return failed(`it answered ${status}`);
}

function failed(reason: string): PostOutcome {
  return { kind: 'failed', reason };
}

/** Messages of the net name addresses; the code says enough. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
}
