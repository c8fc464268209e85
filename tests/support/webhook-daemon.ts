import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PostedWebhook {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the daemon answers: a status, a redirect to a path of its own, or nothing, ever. */
export type WebhookAnswer = number | { redirect: string } | 'silence';

export interface WebhookDaemon {
  readonly url: string;
  /** What was posted, in this order: taken down before anything is answered. */
  readonly posted: PostedWebhook[];
  close(): Promise<void>;
}

/** An HTTP server for tests on a free port of this machine; asked for each post, counted from 0. */
export async function startWebhookDaemon(
  answer: (count: number) => WebhookAnswer = () => 204,
): Promise<WebhookDaemon> {
  const posted: PostedWebhook[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { url = '', headers } = request;
    posted.push({ path: url, headers, body: Buffer.concat(chunks).toString() });
    const given = answer(posted.length - 1);
    if (given === 'silence') return;
    if (typeof given === 'number') {
      // An answer may repeat what it was sent; nobody is to keep it.
      response.writeHead(given).end(given === 204 ? undefined : 'canary.answer@example.com');
    } else {
      response.writeHead(307, { location: given.redirect }).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/evm`,
    posted,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
