import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { downloadText } from '../../../../src/core/mailing/webhooks/download-text.js';

let origin = '';
const server = createServer((request, response) => {
  if (request.url === '/moved') response.writeHead(302, { location: '/text' }).end();
  else if (request.url === '/gone') response.writeHead(404).end('no');
  else if (request.url === '/long') response.end('x'.repeat(100_000));
  else response.end('한글');
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

it('reads a short text', async () => {
  expect(await downloadText(`${origin}/text`)).toBe('한글');
});

it.each(['/moved', '/gone', '/long'])(
  'follows nothing and keeps nothing long: %s',
  async (path) => {
    const unreachable = { code: 'WEBHOOK_SENDER_UNREACHABLE', exitCode: 6 };
    await expect(downloadText(`${origin}${path}`)).rejects.toMatchObject(unreachable);
  },
);

it('says who cannot be reached', async () => {
  await expect(downloadText('http://127.0.0.1:1/')).rejects.toMatchObject({
    code: 'WEBHOOK_SENDER_UNREACHABLE',
    facts: { host: '127.0.0.1:1' },
  });
});
