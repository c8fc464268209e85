import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { builtInBadgeTemplates } from '../../../src/core/badges/templates/built-in.js';
import type { Event } from '../../../src/core/events/schema.js';
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

const [label] = builtInBadgeTemplates;
const mine = {
  name: 'mine',
  dimensions: { width: 62, height: 40 },
  layout: { name: { x: 4, y: 4, height: 13, fontSize: 30 }, qr_code: { x: 35, y: 18, size: 20 } },
};

describeEachEngine('evm badge template', (engine) => {
  let place: TestPlace;
  let event: Event;
  let cwd: string;
  beforeAll(async () => {
    place = await createPlace(engine);
    const context = await openTestContext(place);
    event = await makeEvent(context, { slug: 'devday' });
    await makeEvent(context, { slug: 'other' });
    await register(context, event, { name: '홍길동', customResponses: { track: 'AI' } });
    await register(context, event, { name: 'สมชาย ใจดี' });
    await register(context, event, { name: 'W'.repeat(200) });
    await context.close();
  });
  afterAll(async () => await place.remove());
  beforeEach(() => {
    cwd = tempFolder();
  });

  async function evm(...args: string[]) {
    return await runInProcess(['badge', 'template', ...args], { env: place.env, cwd });
  }

  function file(name: string, content: unknown): string {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(cwd, name), text);
    return name;
  }

  async function names(reference: string): Promise<string[]> {
    const { templates } = (await evm('list', '--event', reference, '--json')).json() as {
      templates: { name: string; origin: string; isDefault: boolean }[];
    };
    return templates.map(
      ({ name, origin, isDefault }) => `${name} ${origin}${isDefault ? ' default' : ''}`,
    );
  }

  it('lists what is built in without a database', async () => {
    const run = await runInProcess(['badge', 'template', 'list', '--json'], { cwd });
    expect(run.json()).toMatchObject({
      event: null,
      templates: [
        { name: 'label-62x100', width: 62, height: 100, sheet: null, isDefault: true },
        { name: 'receipt-80' },
        { name: 'a6' },
        { name: 'a4-sheet', sheet: { width: 210, height: 297 } },
      ],
    });
  });

  it('sets one that the event uses from then on, and takes it away again', async () => {
    const set = await evm('set', file('mine.json', mine), '--event', 'devday', '--json');
    expect(set.json()).toMatchObject({ event: 'devday', template: { name: 'mine' } });
    expect((await names('devday'))[0]).toBe('mine event default');
    expect((await names('other'))[0]).toBe('label-62x100 built_in default');
    const shown = await evm('show', '--event', 'devday', '--json');
    expect(shown.json()).toMatchObject({ template: { name: 'mine', contents: mine } });

    const reset = await evm('reset', 'mine', '--event', 'devday', '--json');
    expect(reset.json()).toMatchObject({ reset: true, uses: 'label-62x100' });
    expect(await names('devday')).toEqual(await names('other'));
  });

  it("lets an event's own one stand in for a built-in one of its name", async () => {
    const own = { ...label, dimensions: { width: 62, height: 120 } };
    await evm('set', file('own.json', own), '--event', 'devday');
    expect(await names('devday')).toContain('label-62x100 event default');
    expect(await names('devday')).toHaveLength(builtInBadgeTemplates.length);
    await evm('reset', 'label-62x100', '--event', 'devday');
    expect(await names('devday')).toContain('label-62x100 built_in default');
  });

  it('makes pictures beside the file a part of it', async () => {
    const grey = readFileSync(new URL('../../fixtures/badges/grey.png', import.meta.url));
    writeFileSync(join(cwd, 'logo.png'), grey);
    const logo = { x: 1, y: 1, width: 10, height: 10, src: 'logo.png' };
    const template = { ...mine, layout: { ...mine.layout, logo } };
    expect((await evm('set', file('a.json', template), '--event', 'devday')).exitCode).toBe(0);
    const shown = (await evm('show', 'mine', '--event', 'devday', '--json')).json();
    expect(shown).toMatchObject({
      template: {
        contents: { layout: { logo: { src: `data:image/png;base64,${grey.toString('base64')}` } } },
      },
    });
    await evm('reset', 'mine', '--event', 'devday');
  });

  it('changes nothing for a template with mistakes, and says all of them', async () => {
    const wrong = {
      ...mine,
      layout: { name: { x: 50, y: 4, fontSize: 30, width: 30 }, qr_code: { x: 0, y: 0, size: 9 } },
    };
    const run = await evm('set', file('wrong.json', wrong), '--event', 'devday');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('BADGE_TEMPLATE_INVALID');
    expect(run.stderr).toContain('layout.name: reaches 18 mm beyond the right edge');
    expect(run.stderr).toContain('layout.qr_code.size: 9 mm is too small');
    expect((await names('devday'))[0]).toBe('label-62x100 built_in default');
  });

  it('checks one on real participants, and names them by number only', async () => {
    const text = { type: 'text', text: '{{field.track}} {{field.meal}}', x: 1, y: 30 };
    const template = { ...mine, items: [{ ...text, width: 30, height: 8, fontSize: 9 }] };
    const run = await evm('check', file('a.json', template), '--event', 'devday');
    expect(run.exitCode).toBe(0);
    expect(run.stdout.split('\n')).toEqual([
      '! items.0.text: nobody has an answer for {{field.meal}}',
      'tried on 3 participants',
      '! 1 with characters that have no glyph: #002',
      '! 1 with a text cut short: #003',
      '✓ it can be used',
      '',
    ]);
  });

  it('checks one without a database, field by field', async () => {
    const run = await evm('check', file('a.json', { ...mine, layuot: {} }), '--json');
    expect(run.exitCode).toBe(2);
    expect(run.json()).toEqual({
      usable: false,
      problems: [
        {
          field: 'layuot',
          problem: 'there is no such field here; did you mean layout?',
          severity: 'error',
        },
      ],
      participants: null,
    });
  });

  it('writes one to edit that can be set as it is, and replaces no file unasked', async () => {
    const first = await evm('init', 'a6', '--out', 'badge.json', '--json');
    expect(first.json()).toEqual({ template: 'a6', file: join(cwd, 'badge.json') });
    expect((await evm('check', 'badge.json')).stdout).toBe('✓ it can be used\n');
    const again = await evm('init', 'a4-sheet', '--out', 'badge.json');
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('exists already');
    expect((await evm('init', 'a4-sheet', '--out', 'badge.json', '--force')).exitCode).toBe(0);
    expect(readFileSync(join(cwd, 'badge.json'), 'utf8')).toContain('"name": "a4-sheet"');
  });

  it.each([
    ['there is no such file', 'no.json', undefined],
    ['it is not JSON', 'text.json', 'name: x'],
    ['there is no such file', 'picture.json', { ...mine, items: [{ src: 'nothing.png' }] }],
    ['a picture is a PNG or JPEG', 'web.json', { ...mine, items: [{ src: 'https://x/y.png' }] }],
    ['a picture is a PNG or JPEG', 'secret.json', { ...mine, items: [{ src: '/etc/passwd' }] }],
  ])('refuses a file because %s (%s)', async (reason, name, content) => {
    const run = await evm('check', content === undefined ? name : file(name, content));
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(reason);
    expect(run.stderr).toContain('BADGE_TEMPLATE_FILE');
  });

  it('knows no template by another name, and says which there are', async () => {
    const run = await evm('show', 'lable', '--event', 'devday');
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toContain('label-62x100, receipt-80, a6, a4-sheet');
  });

  it('shows the schema of all templates, the one in the documentation', async () => {
    const { schema } = (await evm('show', '--schema', '--json')).json() as { schema: object };
    const path = new URL('../../../docs/badge-template.schema.json', import.meta.url);
    expect(schema).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });
});
