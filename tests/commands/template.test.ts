import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../src/commands/catalogue.js';
import { findTemplate } from '../../src/core/mailing/find-template.js';
import { builtInTemplates } from '../../src/core/mailing/templates/built-in.js';
import { makeEvent } from '../core/events/sample-event.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';
import { tempFolder } from '../support/temp.js';

const entry = { summary: '', group: 'people' } as const;
const catalogue: CatalogueEntry[] = [
  { ...entry, name: 'template list', load: () => import('../../src/commands/template/list.js') },
  { ...entry, name: 'template show', load: () => import('../../src/commands/template/show.js') },
  { ...entry, name: 'template set', load: () => import('../../src/commands/template/set.js') },
  { ...entry, name: 'template reset', load: () => import('../../src/commands/template/reset.js') },
  { ...entry, name: 'template check', load: () => import('../../src/commands/template/check.js') },
];

let place: TestPlace;
let eventId: string;
let cwd: string;
beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place);
  eventId = (await makeEvent(context, { slug: 'devday' })).id;
  await makeEvent(context, { slug: 'berlin', timezone: 'Europe/Berlin' });
  await context.close();
});
afterAll(async () => await place.remove());
beforeEach(() => {
  cwd = tempFolder();
});

async function evm(...args: string[]) {
  return await runInProcess(['template', ...args], { env: place.env, cwd, catalogue });
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(cwd, name), content);
  return name;
}

const reminder = ['reminder', '--event', 'devday', '--locale', 'ko'];

async function setReminder(html: string, ...more: string[]) {
  const subject = ['--subject', '{{ event.name }} 안내'];
  return await evm('set', ...reminder, ...subject, '--html', file('a.html', html), ...more);
}

describe('evm template', () => {
  it('lists what there is without a database', async () => {
    const run = await runInProcess(['template', 'list', '--json'], { catalogue });
    const none = { ko: null, en: null };
    expect(run.json()).toMatchObject({
      event: null,
      templates: expect.arrayContaining([
        { name: 'registration_confirmation', class: 'ticket', own: none },
        { name: 'thank_you', class: 'bulk', own: none },
      ]),
    });
  });

  it('shows the built-in template in the language of the event', async () => {
    const { stdout } = await evm('show', 'reminder', '--event', 'devday');
    const { subject, html, text } = builtInTemplates.reminder.ko;
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'reminder ko, built in',
      `subject  ${subject}`,
    ]);
    expect(stdout).toContain(`\nhtml\n${html}\n\ntext\n${text}\n`);
    const berlin = await evm('show', 'reminder', '--event', 'berlin', '--json');
    expect(berlin.json()).toEqual({
      template: {
        ...{ name: 'reminder', locale: 'en', origin: 'built_in', updatedAt: null },
        ...builtInTemplates.reminder.en,
      },
    });
  });

  it('shows one in the language that is asked for, else in that of the region', async () => {
    const locale = async (...args: string[]) =>
      ((await evm('show', 'Thank-You', ...args, '--json')).json() as Shown).template.locale;
    expect(await locale()).toBe('ko');
    expect(await locale('--locale', 'en')).toBe('en');
    expect(await locale('--event', 'devday', '--locale', 'en')).toBe('en');
  });

  it('gives a part that can be changed and set again', async () => {
    const shown = await evm('show', ...reminder, '--part', 'html');
    expect(shown.stdout).toBe(`${builtInTemplates.reminder.ko.html}\n`);
    const set = await setReminder(shown.stdout.replace('행사가 얼마', '우리 행사가 얼마'));
    expect(set.stderr).toBe('');
    expect(set.stdout).toBe('✓ devday has its own reminder (ko)\n');
    const own = await evm('show', ...reminder);
    expect(own.stdout).toMatch(/^reminder ko, own\nsubject {2}\{\{ event.name \}\} 안내\n/);
    expect(own.stdout).toContain('우리 행사가 얼마');
    expect(own.stdout).toContain('\ntext\nmade of the HTML\n');
    const text = await evm('show', ...reminder, '--part', 'text');
    expect(text.stdout).toBe('');
    expect(text.stderr).toContain('made of the HTML');
  });

  it('sends an own version from then on, in its language and event alone', async () => {
    await setReminder('<p>하나</p>');
    await setReminder('<p>둘</p>\r\n', '--text', file('a.txt', '\uFEFF둘\r\n{{ event.day }}'));
    const context = await openTestContext(place);
    const find = async (locale: 'ko' | 'en') =>
      await findTemplate(context, { eventId, template: 'reminder', locale });
    expect(await find('ko')).toEqual({
      ...{ template: 'reminder', locale: 'ko', origin: 'event', updatedAt: expect.any(Date) },
      ...{ subject: '{{ event.name }} 안내', html: '<p>둘</p>\n', text: '둘\n{{ event.day }}' },
    });
    expect(await find('en')).toMatchObject({ origin: 'built_in' });
    await context.close();
    const berlin = await evm('show', 'reminder', '--event', 'berlin', '--locale', 'ko', '--json');
    expect(berlin.json()).toMatchObject({ template: { origin: 'built_in' } });
    const list = await evm('list', '--event', 'devday');
    expect(list.stdout).toMatch(/\nreminder +bulk +own, .*\d\d:\d\d.* built in *\n/);
    expect(list.stdout).toMatch(/\nnotice +bulk +built in +built in *\n/);
  });

  it('changes nothing and says all that is wrong when something is', async () => {
    await setReminder('<p>good</p>');
    const run = await setReminder('<p>{{ event.nmae }}</p>\n{{ nonsense }}', '--json');
    expect(run.exitCode).toBe(2);
    expect(run.stdout + run.stderr).toContain('TEMPLATE_INVALID');
    expect(run.stdout + run.stderr).toContain('did you mean event.name?');
    expect(run.stdout + run.stderr).toContain('html, line 2: nonsense is not known');
    const shown = await evm('show', ...reminder, '--part', 'html');
    expect(shown.stdout).toBe('<p>good</p>\n');
  });

  it('resets one language or all', async () => {
    await setReminder('<p>own</p>');
    const en = ['reminder', '--event', 'devday', '--locale', 'en'];
    const set = await evm('set', ...en, '--html', file('b.html', '<p>own</p>'), '--json');
    // The subject stays as it is when only the body is given.
    expect(set.json()).toMatchObject({
      template: { subject: builtInTemplates.reminder.en.subject, html: '<p>own</p>' },
    });
    const one = await evm('reset', ...en);
    expect(one.stdout).toBe('✓ devday sends the built-in reminder again (en)\n');
    const all = await evm('reset', 'reminder', '--event', 'devday', '--json');
    expect(all.json()).toEqual({ event: 'devday', template: 'reminder', reset: ['ko'] });
    const none = await evm('reset', 'reminder', '--event', 'devday');
    expect(none.stdout).toBe('devday has no own reminder: the built-in one is sent\n');
    const shown = await evm('show', ...reminder, '--json');
    expect(shown.json()).toMatchObject({ template: { origin: 'built_in' } });
  });

  it('checks a file before it is set', async () => {
    const html = file('a.html', '<p>{{ ticket.code }}</p>\n<a href="javascript:x">x</a>');
    const good = await evm('check', file('b.html', '<p>x</p>'), '--template', 'reminder');
    expect([good.exitCode, good.stdout]).toEqual([0, '✓ good as reminder\n']);
    const bad = await evm('check', html, '--template', 'waitlist_promoted');
    expect(bad.exitCode).toBe(2);
    expect(bad.stdout).toBe('✗ html, line 2: href of <a> begins with javascript:\n1 problem\n');
    const more = ['--subject', '{{ x }}', '--text', file('a.txt', '{% x %}'), '--json'];
    const all = await evm('check', html, '--template', 'reminder', ...more);
    const { problems } = all.json() as { problems: { part: string; kind: string }[] };
    expect(problems.map(({ part, kind }) => `${part} ${kind}`)).toEqual([
      'subject unknown_variable',
      'html unknown_variable',
      'text forbidden_tag',
    ]);
  });

  it('says what is wrong with a file or a name', async () => {
    const check = async (name: string) => await evm('check', name, '--template', 'reminder');
    expect((await check('none.html')).stderr).toContain('there is no such file');
    const latin = file('latin.html', Buffer.from([0x3c, 0x70, 0x3e, 0xe9]));
    expect((await check(latin)).stderr).toContain('it is not UTF-8 text');
    const large = file('large.html', Buffer.alloc(1_000_001, 'x'));
    expect((await check(large)).stderr).toContain('it is larger than 1000000 bytes');
    const folder = await check('.');
    expect([folder.exitCode, folder.stderr]).toEqual([2, expect.stringContaining('EISDIR')]);
    const unknown = await evm('show', 'remindr');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('"remindr" is not a template; did you mean reminder?');
  });
});

interface Shown {
  template: { locale: string };
}
