import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServerReply, ServerRequest } from './mail-server.js';

export interface MailServer {
  readonly url: string;
  /** Forgets what was counted; from now on each message is answered so late. */
  begin(latencyMs: number): Promise<void>;
  report(): Promise<{ accepted: number; seconds: number; bytes: number }>;
  close(): Promise<void>;
}

/** Starts the server of mail-server.ts on a free port. */
export async function startMailServer(): Promise<MailServer> {
  const program = fileURLToPath(new URL('mail-server.ts', import.meta.url));
  const child = fork(program, { execArgv: ['--import', 'tsx'] });

  async function next<Kind extends ServerReply['kind']>(kind: Kind) {
    const [message] = (await once(child, 'message')) as [ServerReply];
    if (message.kind !== kind) throw new Error(`the mail server said ${message.kind}`);
    return message as Extract<ServerReply, { kind: Kind }>;
  }

  function ask(request: ServerRequest): void {
    child.send(request);
  }

  const { port } = await next('listening');
  return {
    url: `smtp://127.0.0.1:${port}`,
    async begin(latencyMs) {
      ask({ kind: 'begin', latencyMs });
      await next('begun');
    },
    async report() {
      ask({ kind: 'report' });
      return await next('report');
    },
    async close() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
