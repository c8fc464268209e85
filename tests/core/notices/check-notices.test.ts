import { describe, expect, it } from 'vitest';
import { checkNotices } from '../../../src/core/notices/check-notices.js';
import { secret } from './sample-notice.js';

const check = async (notify: { email?: string; webhookUrl?: string; webhookSecret?: string }) =>
  await checkNotices({
    notify: { email: undefined, webhookUrl: undefined, webhookSecret: undefined, ...notify },
  });
const hook = 'https://hooks.example.com/canary-path';

describe('the check of notices', () => {
  it('says where nobody hears of anything', async () => {
    const found = 'not configured: nobody is told of work that fails';
    expect(await check({})).toMatchObject([{ status: 'ok', found }]);
  });

  it.each([
    [{ email: 'ops@example.com' }, 'by mail'],
    [{ webhookUrl: hook, webhookSecret: secret }, 'by webhook to hooks.example.com'],
    [
      { email: 'o@example.com', webhookUrl: 'http://localhost:8080/x', webhookSecret: secret },
      'by mail and by webhook to localhost:8080',
    ],
  ])('says on which channels, and no path: %j', async (notify, found) => {
    expect(await check(notify)).toEqual([{ name: 'notices', status: 'ok', found, hint: null }]);
  });

  it.each([
    [{ webhookUrl: hook }, /no secret/],
    [{ webhookUrl: hook, webhookSecret: 'hunter2hunter2hunter2hunter2' }, /must be whsec_/],
    [{ webhookUrl: hook, webhookSecret: 'whsec_aGk=' }, /24 to 64 bytes/],
    [{ webhookUrl: 'http://hooks.example.com/', webhookSecret: secret }, /use https/],
    [{ webhookUrl: 'http://localhost.evil.example/', webhookSecret: secret }, /use https/],
    [{ webhookUrl: 'https://u:p@hooks.example.com/', webhookSecret: secret }, /user or password/],
  ])('refuses what cannot be posted to or signed with: %j', async (notify, reason) => {
    await expect(check(notify)).rejects.toMatchObject({
      code: 'WEBHOOK_INVALID',
      message: expect.stringMatching(reason),
    });
    await expect(check(notify)).rejects.not.toThrow(/hunter2|canary/);
  });
});
