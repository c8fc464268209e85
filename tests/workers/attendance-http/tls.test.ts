import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createPlace } from '../../support/database.js';
import { gate } from '../../support/gate.js';
import { type RunningEvm, runEvm, startEvm } from '../../support/run-evm.js';
import { smtpCertificate } from '../../support/smtp-certificate.js';
import { tempFolder } from '../../support/temp.js';
import { openSilently } from './running-service.js';

const { cert, key } = smtpCertificate;

it('speaks HTTPS, and nothing else, when it has a certificate', async () => {
  const { url, service } = await serveWith({ cert, key });
  expect(url).toMatch(/^https:/);
  expect(await get(`${url}/healthz`, { ca: cert })).toBe('200 {"status":"ok"}');
  // Whoever does not know the certificate does not trust it.
  await expect(get(`${url}/healthz`, {})).rejects.toThrow(/self[- ]signed/);
  await expect(get(`${url}/healthz`, { ca: cert, maxVersion: 'TLSv1.1' })).rejects.toThrow();
  await expect(fetch(`${url.replace('https', 'http')}/healthz`)).rejects.toThrow('fetch failed');
  const live = new WebSocket(`${url.replace('https', 'wss')}/realtime`, { ca: cert });
  await new Promise((resolve, reject) => live.once('open', resolve).once('error', reject));
  live.terminate();
  const silent = [await openSilently({ url }), await openSilently({ url })];
  const secured = await secure(url);
  const late = await secure(url, { isHeld: true });
  service.kill('SIGTERM');
  await Promise.all([...silent.map(({ ended }) => ended), secured.ended]);
  late.finish();
  await late.ended;
  expect((await service.exit).exitCode).toBe(0);
});

it.each([
  ['is no certificate', { cert: 'nothing', key }],
  ['is no key', { cert, key: 'nothing' }],
])('does not start when what it is given %s, and does not show it', async (_, pems) => {
  const { args, env } = await settings(pems);
  const { exitCode, stderr } = await runEvm(args, { env });
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('HTTP_CERTIFICATE');
  expect(stderr).not.toContain('PRIVATE');
});

async function serveWith(pems: { cert: string; key: string }) {
  const { args, env } = await settings(pems);
  const service: RunningEvm = startEvm([...args, '--json'], {
    // Whatever the end waits for in vain, it waits for as long as this test may take.
    env: { ...env, EVM_WORKER_GRACE_SECONDS: '3600' },
  });
  onTestFinished(() => service.kill('SIGKILL'));
  const { url } = JSON.parse(await service.waitForLine(/^\{"url":/)) as { url: string };
  return { url, service };
}

/** A connection with its handshake done; for the service only after `finish`, where it is held. */
async function secure(url: string, { isHeld = false } = {}) {
  const line = connectTcp(Number(new URL(url).port), '127.0.0.1');
  const finished = gate<void>();
  if (!isHeld) finished.open();
  let hasGreeted = false;
  const held = new Duplex({
    read: () => undefined,
    async write(chunk, _, done) {
      // The greeting has to go out, or there is no answer to finish the handshake after.
      if (hasGreeted) await finished.opened;
      hasGreeted = true;
      line.write(chunk, done);
    },
  });
  line.on('data', (chunk) => held.push(chunk)).on('error', () => undefined);
  line.once('close', () => held.destroy());
  const socket = connect({ socket: held, ca: cert, host: '127.0.0.1' });
  onTestFinished(() => void line.destroy());
  await once(socket, 'secureConnect');
  socket.on('error', () => undefined).resume();
  return { finish: () => finished.open(), ended: once(line, 'close') };
}

async function settings(pems: { cert: string; key: string }) {
  const place = await createPlace('embedded');
  onTestFinished(async () => await place.remove());
  const folder = tempFolder();
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(files.cert, pems.cert);
  writeFileSync(files.key, pems.key, { mode: 0o600 });
  const env = { ...place.env, EVM_HTTP_TLS_CERT: files.cert, EVM_HTTP_TLS_KEY: files.key };
  return { args: ['serve', '--port', '0'], env };
}

async function get(url: string, options: RequestOptions): Promise<string> {
  return await new Promise((resolve, reject) => {
    const asking = request(url, { ...options, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    });
    asking.on('error', reject).end();
  });
}
