import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openSigningKey } from '../../../src/core/tickets/open-signing-key.js';
import { verifyTicketPayload } from '../../../src/core/tickets/ticket-payload.js';
import { decodeSymbol } from '../../core/badges/read-symbol.js';
import { makeEvent } from '../../core/events/sample-event.js';
import { join as register } from '../../core/participants/sample-participant.js';
import {
  createPlace,
  describeEachEngine,
  openTestContext,
  type TestPlace,
} from '../../support/database.js';
import { runInProcess } from '../../support/run-main.js';
import { tempFolder } from '../../support/temp.js';

describeEachEngine('evm badge preview', (engine) => {
  let place: TestPlace;
  let cwd: string;
  let verify: (payload: string) => unknown;
  beforeAll(async () => {
    place = await createPlace(engine);
    const context = await openTestContext(place);
    const event = await makeEvent(context, { slug: 'devday', capacity: 2, waitlistEnabled: true });
    await register(context, event, { name: '홍길동', customResponses: { company: '네이버' } });
    await register(context, event, { name: 'Kim 😀' });
    await register(context, event, { name: 'Late' });
    const key = await openSigningKey(context, event.id);
    verify = (payload) => verifyTicketPayload(key, payload);
    await context.close();
  });
  afterAll(async () => await place.remove());
  beforeEach(() => {
    cwd = tempFolder();
  });

  async function evm(...args: string[]) {
    return await runInProcess(['badge', 'preview', ...args], { env: place.env, cwd });
  }

  it('writes an image whose QR code is the signed ticket, for nobody else to read', async () => {
    const run = await evm('#1', '--event', 'devday', '--png', 'a.png', '--dpi', '203', '--json');
    expect(run.json()).toEqual({
      badge: {
        ...{ template: 'label-62x100', origin: 'built_in', registrationNumber: '#001' },
        ...{ width: 62, height: 100, dpi: 203, dots: { width: 496, height: 799 } },
        ...{ missingGlyphs: 0, cutTexts: 0 },
      },
      files: [join(cwd, 'a.png')],
    });
    expect(statSync(join(cwd, 'a.png')).mode & 0o077).toBe(0);
    const image = await loadImage(readFileSync(join(cwd, 'a.png')));
    const ctx = createCanvas(image.width, image.height).getContext('2d');
    ctx.drawImage(image, 0, 0);
    const { data } = ctx.getImageData(0, 0, image.width, image.height);
    const payload = decodeSymbol(data, image.width, image.height)?.data ?? '';
    expect(verify(payload)).toMatchObject({ verdict: 'valid', copy: 1 });
  });

  it('writes a PDF', async () => {
    const { exitCode } = await evm(
      '#1',
      '--event',
      'devday',
      '--template',
      'a4-sheet',
      '--pdf',
      'a.pdf',
    );
    expect(exitCode).toBe(0);
    expect(readFileSync(join(cwd, 'a.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('draws in the terminal where no file is asked for, and tells what could not be drawn', async () => {
    const { stdout } = await evm('#2', '--event', 'devday');
    expect(stdout).toMatch(/[▀▄█]{3}/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toContain('! left out: 1 character without a glyph');
    expect(stdout).not.toContain('Kim');
  });

  it('shows a template file with somebody who does not exist, without a database', async () => {
    const template = { name: 'x', dimensions: { width: 40, height: 20 }, layout: {} };
    writeFileSync(join(cwd, 'x.json'), JSON.stringify(template));
    const run = await runInProcess(['badge', 'preview', '--template', 'x.json', '--json'], { cwd });
    expect(run.json()).toMatchObject({
      badge: { template: 'x', origin: 'file', registrationNumber: null },
      files: [],
      lines: expect.any(Array),
    });
  });

  it.each([
    [['#3', '--event', 'devday'], 'TICKET_NOT_ISSUED'],
    [['#9', '--event', 'devday'], 'PARTICIPANT_NOT_FOUND'],
    [['#1'], "missing option '--event"],
    [['--template', 'nope'], 'BADGE_TEMPLATE_UNKNOWN'],
    [['--dpi', '5'], '--dpi'],
  ])('refuses %j', async (args, message) => {
    const run = await evm(...args);
    expect(run.exitCode).not.toBe(0);
    expect(run.stderr).toContain(message);
  });
});
