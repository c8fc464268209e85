/** How a post ended. Reasons are our own words with the status: an answer may repeat anything. */
export type PostOutcome =
  | { kind: 'accepted' }
  /** It wants nothing more (410). */
  | { kind: 'gone' }
  /** Worth another try, under the same id. */
  | { kind: 'failed'; reason: string };

/** Posts webhooks to the one address that is configured. */
export interface WebhookSender {
  /**
   * Posts a body once; takes it for accepted on a 2xx only. Never throws for what a server or the net
   * does, only when `signal` is aborted.
   */
  post(
    webhook: { id: string; body: string },
    options: { signal: AbortSignal },
  ): Promise<PostOutcome>;
}
