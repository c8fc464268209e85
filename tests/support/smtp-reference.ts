import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { smtpCertificate } from './smtp-certificate.js';

export interface SmtpReference {
  readonly port: number;
  /** What was accepted, as it came. */
  readonly accepted: { raw: Buffer; user: string | undefined; isEncrypted: boolean }[];
  close(): Promise<void>;
}

/** A mail server of another make, with TLS and logins that work: what `startSmtpDaemon` has not. */
export async function startSmtpReference(options: SMTPServerOptions = {}): Promise<SmtpReference> {
  const accepted: SmtpReference['accepted'] = [];
  const server = new SMTPServer({
    ...smtpCertificate,
    authOptional: true,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { user, secure } = session;
        accepted.push({ raw: Buffer.concat(chunks), user, isEncrypted: secure });
        done();
      });
    },
    ...options,
  });
  // A client that breaks off is what some tests are about.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    port,
    accepted,
    close: async () => await new Promise<void>((done) => server.close(() => done())),
  };
}
