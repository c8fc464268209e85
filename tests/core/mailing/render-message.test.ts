import { describe, expect, it } from 'vitest';
import { renderMessage } from '../../../src/core/mailing/render-message.js';
import type { TemplateModel } from '../../../src/core/mailing/template-model.js';
import type { TemplateSource } from '../../../src/core/mailing/templates/blocks.js';
import { builtInTemplates } from '../../../src/core/mailing/templates/built-in.js';
import { scanTags } from '../../../src/core/mailing/templates/html-tags.js';
import { sampleModel, unsubscribeUrl } from './sample-model.js';

const welcome: TemplateSource = {
  template: 'registration_confirmation',
  ...builtInTemplates.registration_confirmation.ko,
};

async function render(draft: Partial<TemplateSource>, model: TemplateModel = sampleModel()) {
  const source = { template: 'reminder' as const, subject: 's', html: '<p>x</p>', text: 'x' };
  return await renderMessage({ source: { ...source, ...draft }, model, locale: 'ko' });
}

async function renderName(name: string, draft: Partial<TemplateSource> = welcome) {
  return await render(draft, sampleModel({ participant: { name } }));
}

/** The elements and attributes that there are, whatever is in them. */
function shapeOf(html: string) {
  return scanTags(html).map(({ name, attributes }) => [name, ...attributes.map((one) => one.name)]);
}

const hostile = [
  `{{constructor.constructor('x')()}}`,
  `{{ 7 | times: 7 }}`,
  `{% include '/etc/passwd' %}`,
  `{% raw %}{{ event.name }}{% endraw %}`,
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `</td></tr></table>`,
  `<!-- `,
  `&lt;b&gt;`,
  `javascript:alert(1)`,
  '\u202Eevil\u2066',
  '가'.repeat(100),
  'W'.repeat(100),
];

describe('a rendered message', () => {
  it.each(hostile)('keeps its markup whatever the name: %s', async (name) => {
    const { html } = await renderName(name);
    const { html: plain } = await renderName('홍길동');
    expect(shapeOf(html)).toEqual(shapeOf(plain));
    expect(html.split('<!--')).toHaveLength(plain.split('<!--').length);
  });

  it.each(hostile)('keeps its markup whatever the event is called: %s', async (name) => {
    const event = {
      name,
      description: name,
      location: { type: 'physical', address: name },
    } as const;
    const plain = {
      name: 'a',
      description: 'a',
      location: { type: 'physical', address: 'a' },
    } as const;
    const { html } = await render(welcome, sampleModel({ event }));
    const { html: expected } = await render(welcome, sampleModel({ event: plain }));
    expect(shapeOf(html)).toEqual(shapeOf(expected));
  });

  it.each(hostile.slice(0, 4))('shows liquid in a name as it is written: %s', async (name) => {
    const { html, text, subject } = await renderName(name, {
      subject: '{{ participant.name }}',
      html: '<p>{{ participant.name }}</p>',
      text: '{{ participant.name }}',
    });
    expect(subject).toBe(name);
    expect(text).toContain(`\n\n${name}\n\n`);
    expect(html.replaceAll('&#39;', "'")).toContain(`<p>${name}</p>`);
  });

  it('has one line of subject whatever is in a name', async () => {
    const name = 'Kim\r\nBcc: all@example.com\u2028X\u2029Y\u0085Z\u0000\u001b[31m\u2067';
    const { subject } = await renderName(name, { subject: 'Hi {{ participant.name }}' });
    expect(subject).toBe('Hi Kim Bcc: all@example.com X Y Z[31m');
  });

  it('has one line of subject whatever is in a template, and not an endless one', async () => {
    const { subject } = await render({ subject: `a\r\nBcc: b\u2028c\u0000${'가'.repeat(600)}` });
    expect(subject).toMatch(/^a Bcc: b c가{1,242}…$/);
  });

  it('does not turn the direction of what follows a name', async () => {
    const { html, text } = await renderName('\u202E\u2067gnoh\u200F\u061C');
    const direction = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
    expect(html).not.toMatch(direction);
    expect(text).not.toMatch(direction);
    expect(html).toContain('<bdi>gnoh</bdi>');
  });

  it('has no control characters in its text', async () => {
    const { text } = await render({ text: 'a\u0000b\u001b[31m\r\nc' });
    expect(text).toContain('ab[31m\nc');
  });

  it('escapes every value in the HTML and none in the text', async () => {
    const { html, text } = await renderName('A & <B> "C"');
    expect(html).toContain('A &amp; &lt;B&gt; &#34;C&#34;');
    expect(html).not.toContain('<B>');
    expect(text).toContain('A & <B> "C" 님');
    expect(html).toContain('발표와 만남<br>\n&lt;누구나&gt; 환영');
    expect(html).toContain('href="https://live.example.com/?room=1&amp;lang=ko"');
  });

  it.each([
    '{{ participant.nam }}',
    '{% if event.nonsense %}x{% endif %}',
    '{{ ticket.code }}',
    '{{ constructor }}',
    "{{ constructor.constructor('x')() }}",
    '{{ event.constructor }}',
    '{{ event.name.constructor }}',
    '{{ event.__proto__ }}',
    '{{ participant.name | raw }}',
    '{{ participant.name | nonsense }}',
    '{% include "x" %}',
    '{% render "x" %}',
    '{% layout "x" %}',
    '{% for i in (1..9) %}x{% endfor %}',
    '{% assign x = 1 %}',
    '{% echo participant.name %}',
    '{% if event.name %}',
    '{{ event.name',
  ])('is refused where its template says %s', async (liquid) => {
    const code = 'TEMPLATE_INVALID';
    for (const part of ['subject', 'html', 'text'] as const) {
      await expect(render({ [part]: liquid }), part).rejects.toMatchObject({ code });
    }
  });

  it('is refused without quoting anybody', async () => {
    const refused = render({ text: '{{ event[participant.name] }}' });
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining('event[participant.name] is not known (line 1)'),
    });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('홍길동') });
  });

  it('names the line of the body, not of the layout', async () => {
    await expect(render({ html: '<p>\n\n{{ event.nam }}</p>' })).rejects.toMatchObject({
      facts: { template: 'reminder', problems: ['event.nam is not known (line 3)'] },
    });
  });

  it('has a layout around a body, and none around a whole document', async () => {
    const { html: body } = await render({ html: '<p>x</p>' });
    expect(body).toMatch(/^<!doctype html>[\s\S]*<p>x<\/p>[\s\S]*<\/html>\n$/);
    const whole = '\n<!DOCTYPE html><html><body>{{ event.name }}</body></html>';
    const { html } = await render({ html: whole });
    expect(html).toBe(whole.replace('{{ event.name }}', '서울 개발자의 날'));
  });

  it('gets a text made of its HTML where its template has none', async () => {
    const html = `<h1>Hello</h1><p>{{ participant.name }} &amp; <a href="https://a.example">us</a></p>
      <img src="https://a.example/x.png" alt="picture">`;
    const { text } = await renderName('A <b> & {{ x }}', { html, text: null });
    expect(text).toBe(
      [
        ...['서울 개발자의 날', '', 'Hello', '', 'A <b> & {{ x }} & us (https://a.example)'],
        ...['', '--', '이 메일은 서울 개발자의 날 행사에 등록하신 분께 발송되었습니다.'],
        ...[`수신 거부: ${unsubscribeUrl}`, ''],
      ].join('\n'),
    );
  });

  it('offers to unsubscribe from bulk mail and from nothing else', async () => {
    for (const template of ['reminder', 'notice', 'thank_you', 'missed_you'] as const) {
      const { html, text } = await render({ template });
      expect(html).toContain(`href="${unsubscribeUrl}"`);
      expect(text).toContain(unsubscribeUrl);
    }
    for (const template of ['registration_confirmation', 'cancellation'] as const) {
      const { html, text } = await render({ template });
      expect(html + text).not.toContain(unsubscribeUrl);
    }
  });

  it('has nothing to unsubscribe with where there is no address on the web', async () => {
    const { html, text } = await render({}, { ...sampleModel(), unsubscribe_url: null });
    expect(html + text).not.toMatch(/수신 거부|href=""/);
  });

  it('has no halves of characters, even where a filter cuts one', async () => {
    const { html, subject } = await renderName('😀😀', {
      subject: '{{ participant.name | truncate: 1, "" }}',
      html: '{{ participant.name | truncate: 3, "" }}',
    });
    expect(html.isWellFormed()).toBe(true);
    expect(subject.isWellFormed()).toBe(true);
  });

  it('escapes once where its template does it too', async () => {
    const { html, text } = await renderName('A & B', {
      html: '<p>{{ participant.name | escape }}</p><i>{{ participant.name | newline_to_br | upcase }}</i>',
      text: '{{ participant.name | escape }}',
    });
    expect(html).toContain('<p>A &amp; B</p>');
    expect(html).toContain('<i>A &amp;AMP; B</i>');
    expect(text).toContain('A & B');
  });
});
