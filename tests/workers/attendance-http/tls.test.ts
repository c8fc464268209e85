import { writeFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createPlace } from '../../support/database.js';
import { type RunningEvm, runEvm, startEvm } from '../../support/run-evm.js';
import { smtpCertificate } from '../../support/smtp-certificate.js';
import { tempFolder } from '../../support/temp.js';

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
  service.kill('SIGTERM');
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
  const service: RunningEvm = startEvm([...args, '--json'], { env });
  onTestFinished(() => service.kill('SIGKILL'));
  const { url } = JSON.parse(await service.waitForLine(/^\{"url":/)) as { url: string };
  return { url, service };
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
