import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEvent } from '../core/events/sample-event.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';

let place: TestPlace;
beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place);
  await makeEvent(context, { slug: 'devday' });
  await context.close();
});
afterAll(async () => await place.remove());

async function evm(...argv: string[]) {
  return await runInProcess(argv, { env: place.env });
}

describe('evm gate', () => {
  it('adds gates', async () => {
    const run = await evm('gate', 'add', '--event', 'devday', '--code', 'G1', '--name', '정문');
    expect(run.stdout).toBe('✓ gate G1 added to devday: 정문\n');
    const second = ['--code', 'G2', '--capacity-per-minute', '20', '--json'];
    const json = (await evm('gate', 'add', '--event', 'dev', ...second)).json();
    expect(json).toMatchObject({
      gate: { event: 'devday', code: 'G2', name: 'G2', capacityPerMinute: 20, active: true },
    });
  });

  it('ends with 5 when the event has that code, with 2 when it is no code, with 4 without event', async () => {
    expect((await evm('gate', 'add', '--event', 'devday', '--code', 'G1')).exitCode).toBe(5);
    expect((await evm('gate', 'add', '--event', 'devday', '--code', 'a b')).exitCode).toBe(2);
    expect((await evm('gate', 'add', '--event', 'other', '--code', 'G1')).exitCode).toBe(4);
  });

  it('changes a gate by its code, as a word or as an option', async () => {
    const closed = await evm('gate', 'update', 'g1', '--event', 'devday', '--active', 'off');
    expect(closed.stdout).toBe('✓ gate G1 of devday: 정문, closed\n');
    const args = ['--code', 'G2', '--capacity-per-minute', 'none', '--name', 'North', '--json'];
    const json = (await evm('gate', 'update', '--event', 'devday', ...args)).json();
    expect(json).toMatchObject({ gate: { code: 'G2', name: 'North', capacityPerMinute: null } });
  });

  it('asks for exactly one gate to change', async () => {
    expect((await evm('gate', 'update', '--event', 'devday')).exitCode).toBe(2);
    const two = await evm('gate', 'update', 'G1', '--code', 'G2', '--event', 'devday');
    expect(two.exitCode).toBe(2);
  });

  it('lists the gates', async () => {
    const run = await evm('gate', 'list', '--event', 'devday');
    expect(run.stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'code  name   per minute  state',
      'G1    정문               closed',
      'G2    North              active',
      '',
    ]);
    const json = (await evm('gate', 'list', '--event', 'devday', '--json')).json();
    expect(json).toMatchObject({ gates: [{ code: 'G1' }, { code: 'G2' }] });
  });
});
