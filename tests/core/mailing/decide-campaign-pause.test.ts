import { expect, it } from 'vitest';
import { decideCampaignPause } from '../../../src/core/mailing/decide-campaign-pause.js';

function decide(submitted: number, hardBounces: number, complaints = 0) {
  return decideCampaignPause({ submitted, hardBounces, complaints });
}

it('a campaign pauses at 5 % hard bounces and says so', () => {
  expect(decide(1_000, 49)).toEqual({ act: 'go_on' });
  expect(decide(1_000, 50)).toEqual({
    act: 'pause',
    reason: '50 of the last 1000 bounced: no such address',
  });
});

it('a campaign pauses at 0.1 % complaints, two at least', () => {
  expect(decide(1_000, 0, 1)).toEqual({ act: 'go_on' });
  expect(decide(1_000, 0, 2)).toEqual({
    act: 'pause',
    reason: '2 of the last 1000 complained',
  });
});

it('a few bad addresses at the start stop nothing', () => {
  expect(decide(20, 19)).toEqual({ act: 'go_on' });
  expect(decide(0, 0)).toEqual({ act: 'go_on' });
  expect(decide(20, 20)).toMatchObject({ act: 'pause' });
  expect(decide(400, 20)).toMatchObject({ act: 'pause' });
  expect(decide(401, 20)).toEqual({ act: 'go_on' });
});
