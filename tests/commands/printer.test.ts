import { existsSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEvent } from '../core/events/sample-event.js';
import { join } from '../core/participants/sample-participant.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';
import { makeTempFolder, removeFolder } from '../support/temp.js';
import { startVirtualPrinter, type VirtualPrinter } from '../support/virtual-printer.js';

let place: TestPlace;
let virtual: VirtualPrinter;
let folder: string;
beforeAll(async () => {
  place = await createPlace('embedded');
  folder = makeTempFolder();
  virtual = await startVirtualPrinter('escpos');
  const context = await openTestContext(place);
  const event = await makeEvent(context, { slug: 'devday' });
  for (const [index, name] of ['홍길동', '김준', 'Jane Doe'].entries()) {
    await join(context, event, { name, customResponses: { track: index === 2 ? 'ai' : 'web' } });
  }
  await context.close();
});
afterAll(async () => {
  await virtual?.close();
  await place?.remove();
  removeFolder(folder);
});

async function evm(...argv: string[]) {
  return await runInProcess(argv, { env: place.env });
}

const lines = (text: string) => text.split('\n').map((line) => line.trimEnd());

describe('evm printer', () => {
  it('adds a printer as such printers usually are, and says what is wrong with one', async () => {
    const at = `127.0.0.1:${virtual.port}`;
    const added = await evm('printer', 'add', 'north', '--host', at, '--language', 'escpos');
    expect(added.stdout).toBe(`✓ printer north added: escpos 576 dots, 203 dpi at ${at}\n`);
    const again = await evm('printer', 'add', 'north', '--file', 'x', '--language', 'zpl');
    expect([again.exitCode, again.stderr]).toEqual([5, expect.stringContaining('PRINTER_EXISTS')]);
    const wrong = [
      '--host',
      'a',
      '--cups',
      'b',
      '--language',
      'zpl',
      '--mode',
      'text',
      '--label',
      '62',
    ];
    const refused = await evm('printer', 'add', 'south', ...wrong);
    expect(refused.exitCode).toBe(2);
    for (const part of ['one of --host', 'only escpos prints text', '--label is for brother-ql']) {
      expect(refused.stderr).toContain(part);
    }
    const option = await evm('printer', 'add', 's', '--cups', '-o', '--language', 'zpl');
    expect(option.exitCode).toBe(2);
  });

  it('is asked how it is, and prints a sample', async () => {
    const well = await evm('printer', 'status', 'north');
    expect(lines(well.stdout)).toEqual(['✓ north: ready', '  no badges yet', '']);
    virtual.become({ isPaperOut: true });
    const empty = await evm('printer', 'status', 'north', '--json');
    expect(empty.exitCode).toBe(6);
    expect(empty.json()).toMatchObject({ printer: { answer: { isReady: false } } });
    const refused = await evm('printer', 'test', 'north');
    expect([refused.exitCode, refused.stderr]).toEqual([6, expect.stringContaining('paper')]);
    virtual.become({});
    expect((await evm('printer', 'test', 'north')).stdout).toContain('has printed a sample badge');
    expect(virtual.paper.badges).toHaveLength(1);
  });

  it('is refused for a gate whose badges do not fit on its paper, and is not added then', async () => {
    await evm('gate', 'add', '--event', 'devday', '--code', 'G1', '--name', 'North');
    const narrow = ['--file', joinPath(folder, 'narrow'), '--language', 'escpos', '--width', '384'];
    const gate = ['--event', 'devday', '--gate', 'G1'];
    const refused = await evm('printer', 'add', 'narrow', ...narrow, ...gate);
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining('BADGE_DOES_NOT_FIT'),
    ]);
    const alone = await evm('printer', 'add', 'narrow', ...narrow, '--template', 'label-62x100');
    expect(alone.stderr).toContain('--template with them');
    expect((await evm('printer', 'add', 'narrow', ...narrow)).exitCode).toBe(0);
    expect((await evm('printer', 'gate', 'narrow', ...gate)).stderr).toContain('DOES_NOT_FIT');
    const unknown = await evm('printer', 'gate', 'north', ...gate, '--template', 'nothing');
    expect(unknown.stderr).toContain('BADGE_TEMPLATE_UNKNOWN');
    expect((await evm('printer', 'gate', 'north', ...gate)).exitCode).toBe(0);
    expect((await evm('printer', 'remove', 'narrow', '--yes')).exitCode).toBe(0);
  });

  it('that there is not is said with the names of those that there are', async () => {
    const { exitCode, stderr } = await evm('printer', 'test', 'east');
    expect(exitCode).toBe(4);
    expect(stderr).toContain('there are: north');
  });
});

describe('evm badge print', () => {
  it('wants to know whose badges, and where they go', async () => {
    for (const argv of [['--printer', 'north'], ['--all']]) {
      const { exitCode, stderr } = await evm('badge', 'print', '--event', 'devday', ...argv);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('BADGE_WHOSE')]);
    }
  });

  it('says whose it would be, with names masked, and asks before many', async () => {
    const all = ['badge', 'print', '--event', 'devday', '--all', '--printer', 'north'];
    const dry = await evm(...all, '--dry-run');
    expect(dry.stdout).toBe('would print 3 badges\n');
    expect(dry.stderr).toContain('홍*동');
    expect(dry.stderr).not.toContain('홍길동');
    expect((await evm(...all)).exitCode).toBe(2);
    const some = await evm(...all, '--filter', 'track=ai', '--dry-run', '--json');
    expect(some.json()).toMatchObject({ print: { selected: 1, queued: 1, dryRun: true } });
  });

  it('prints, lists, prints again on purpose, and writes the rest into a PDF', async () => {
    const to = ['--event', 'devday', '--printer', 'north'];
    const one = await evm('badge', 'print', ...to, '--participant', '#001');
    expect(one.stdout).toBe('✓ 1 badge waits for north\n');
    const worker = await evm('worker', '--once', '--only', 'printing');
    expect(worker.exitCode).toBe(0);
    expect(virtual.paper.badges).toHaveLength(2);
    const jobs = await evm('badge', 'jobs', '--event', 'devday', '--json');
    expect(jobs.json()).toMatchObject({
      counts: { confirmed: 1 },
      jobs: [{ registrationNumber: '#001', copy: 1, state: 'confirmed', printer: 'north' }],
    });
    expect(jobs.stdout).not.toContain('홍길동');
    const twice = await evm('badge', 'print', ...to, '--participant', '#001');
    expect(twice.stdout).toContain('nothing to print, 1 have theirs');
    const again = ['badge', 'reprint', ...to, '--participant', '#001', '--yes'];
    expect((await evm(...again, '--reason', 'lost it')).stdout).toContain('copy 2 of #001');
    const file = joinPath(folder, 'badges.pdf');
    const pdf = ['badge', 'print', '--event', 'devday', '--all', '--to-pdf', file, '--yes'];
    expect((await evm(...pdf, '--json')).json()).toMatchObject({
      print: { queued: 2, already: 1 },
    });
    expect(existsSync(file) && readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await evm('badge', 'print', ...to, '--all', '--yes')).stdout).toContain(
      'nothing to print',
    );
    const cancelled = await evm('badge', 'cancel', '--printer', 'north', '--yes');
    expect(cancelled.stdout).toBe('✓ 1 badge cancelled\n');
    const list = await evm('printer', 'list');
    expect(lines(list.stdout)[1]).toMatch(/^north .*1 printed +(idle|waiting)$/);
    const confirmed = await evm('badge', 'confirm', '--event', 'devday', '--participant', '#001');
    expect(confirmed.exitCode).toBe(4);
  });
});
