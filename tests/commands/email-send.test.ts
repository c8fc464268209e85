import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command as pause } from '../../src/commands/email/pause.js';
import { command as resume } from '../../src/commands/email/resume.js';
import { command as send } from '../../src/commands/email/send.js';
import { command as stop } from '../../src/commands/email/stop.js';
import { suppressByHand } from '../../src/core/mailing/suppress-address.js';
import { makeEvent } from '../core/events/sample-event.js';
import { join } from '../core/participants/sample-participant.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { catalogueOf, type InProcessOptions, runInProcess } from '../support/run-main.js';

const catalogue = [send, pause, resume, stop].flatMap(catalogueOf);

let place: TestPlace;
beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place);
  const event = await makeEvent(context, { slug: 'devday' });
  const track = (name: string) => ({ customResponses: { track: name } });
  await join(context, event, { name: '홍길동', email: 'hong@example.com', ...track('ai') });
  await join(context, event, { name: '김준', email: 'kim@example.com', ...track('web') });
  await join(context, event, { name: 'Jane Doe', email: 'jane@example.com', ...track('ai') });
  await join(context, event, { name: 'Lee', email: 'lee@example.com', ...track('ai') });
  await suppressByHand(context, { address: 'lee@example.com' });
  await makeEvent(context, { slug: 'empty' });
  await context.close();
});
afterAll(async () => await place.remove());

async function evm(args: string[], options: InProcessOptions = {}) {
  return await runInProcess(['email', ...args], { env: place.env, catalogue, ...options });
}

const reminder = ['send', 'reminder', '--event', 'devday'];
const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
let campaign = '';

describe('evm email send', () => {
  it('says to whom it would go, masked, and sends nothing on a dry run', async () => {
    const run = await evm([...reminder, '--field', 'track=ai', '--checked-in', 'no', '--dry-run']);
    expect(run.stderr).toBe(
      [
        '2 of 4 participants (registered AND not checked in AND track = ai; 1 suppressed left out)',
        '  홍*동 h***@example.com · J*** D** j***@example.com',
        '',
      ].join('\n'),
    );
    expect(run.stdout).toBe('would send the reminder to 2 people\n');
    expect((await evm([...reminder, '--dry-run', '--json'])).json()).toEqual({
      campaign: {
        id: null,
        event: 'devday',
        template: 'reminder',
        occasion: 'campaign',
        recipients: 3,
        added: 3,
        already: 0,
        suppressed: 1,
        dryRun: true,
      },
    });
  });

  it('asks before it sends', async () => {
    const asked = await evm(reminder);
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain('Send the reminder to 3 people?');
    expect((await evm([...reminder, '--dry-run', '--json'])).json()).toMatchObject({
      campaign: { id: null, added: 3 },
    });
  });

  it('sends, and says what it did', async () => {
    const run = await evm([...reminder, '--field', 'track=ai', '--yes', '--json']);
    expect(run.stderr).toBe('');
    expect(run.json()).toEqual({
      campaign: {
        id,
        event: 'devday',
        template: 'reminder',
        occasion: 'campaign',
        recipients: 2,
        added: 2,
        already: 0,
        suppressed: 1,
        dryRun: false,
      },
    });
    campaign = (run.json() as { campaign: { id: string } }).campaign.id;
    expect(run.stdout).not.toMatch(/hong|example/);
  });

  it('sends it to nobody twice', async () => {
    const more = await evm([...reminder, '--yes']);
    expect(more.stderr).toContain('  2 of them have it already\n  김* k***@example.com\n');
    expect(more.stdout).toBe(
      `✓ the reminder goes to 1 person, 2 had it before (campaign ${campaign})\n`,
    );
    const none = await evm(reminder);
    expect(none.stdout).toBe('nothing to send: nobody lacks the reminder, 3 had it before\n');
    expect(none.exitCode).toBe(0);
    const nobody = await evm(['send', 'reminder', '--event', 'empty']);
    expect(nobody.stderr).toBe('0 of 0 participants (registered)\n');
    const again = await evm([...reminder, '--again', '--yes', '--json']);
    expect(again.json()).toMatchObject({ campaign: { occasion: 'campaign-2', added: 3 } });
    const left = await evm([...reminder, '--again', '--exclude-sent', '--dry-run', '--json']);
    expect(left.json()).toMatchObject({ campaign: { occasion: 'campaign-3', recipients: 0 } });
  });

  it('refuses what it does not understand', async () => {
    const unknown = await evm(['send', 'remindr', '--event', 'devday']);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('"remindr" is not a template; did you mean reminder?');
    for (const wrong of [
      ['--field', 'track'],
      ['--registered-after', 'yesterday'],
      ['--status', 'cancelled'],
      ['--status', 'somewhere'],
    ]) {
      expect((await evm([...reminder, ...wrong])).exitCode).toBe(2);
    }
  });
});

describe('evm email pause, resume and stop', () => {
  it('hold a campaign and let it go on', async () => {
    const run = await evm(['pause', campaign]);
    expect(run.stdout).toBe(
      `✓ the reminder campaign is paused: 3 messages held\n  let it go on with: evm email resume ${campaign}\n`,
    );
    const refused = await evm([...reminder, '--dry-run']);
    expect(refused.exitCode).toBe(5);
    expect(refused.stderr).toContain(`evm email resume ${campaign}`);
    const resumed = await evm(['resume', campaign, '--json']);
    expect(resumed.json()).toEqual({
      campaign: {
        id: campaign,
        template: 'reminder',
        occasion: 'campaign',
        state: 'active',
        reason: null,
        messages: 3,
      },
    });
  });

  it('stop one for good, after asking', async () => {
    const asked = await evm(['stop', campaign]);
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain('Cancel the reminder campaign and its 3 messages not yet sent?');
    const stopped = await evm(['stop', campaign, '--yes']);
    expect(stopped.stdout).toBe('✓ the reminder campaign is stopped: 3 messages cancelled\n');
    expect((await evm(['resume', campaign])).exitCode).toBe(5);
    expect((await evm(['pause', 'ffff0000'])).exitCode).toBe(4);
  });
});
