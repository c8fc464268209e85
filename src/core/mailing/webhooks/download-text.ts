import { webhookErrors } from './errors.js';

/** Certificates of Amazon SNS have 2 kB, what it answers to a confirmation is shorter. */
const mostBytes = 64 * 1024;
const timeoutMs = 5_000;

/**
 * Reads a short text over HTTP, without following redirects. Errors: WEBHOOK_SENDER_UNREACHABLE, whatever the
 * reason.
 */
export async function downloadText(url: string): Promise<string> {
  const { host } = new URL(url);
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return await readText(response);
  } catch (error) {
    throw webhookErrors.senderUnreachable({ host }, error);
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw new Error('it answers too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
