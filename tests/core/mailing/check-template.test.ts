import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../../src/core/mailing/check-template.js';
import { type TemplateName, templateNames } from '../../../src/core/mailing/schema.js';
import type { TemplateDraft } from '../../../src/core/mailing/templates/blocks.js';
import { builtInTemplates } from '../../../src/core/mailing/templates/built-in.js';
import { htmlLayout } from '../../../src/core/mailing/templates/layout.js';
import { formatProblem } from '../../../src/core/mailing/templates/template-problem.js';
import { locales } from '../../../src/core/runtime/locales.js';

/** The problems of a reminder that is good but for what is given, as lines. */
function check(draft: Partial<TemplateDraft>, template: TemplateName = 'reminder'): string[] {
  const good = { subject: '{{ event.name }}', html: '<p>{{ event.day }}</p>', text: null };
  return checkTemplate(template, { ...good, ...draft }).map(formatProblem);
}

function kinds(draft: Partial<TemplateDraft>, template?: TemplateName) {
  const good = { subject: 's', html: '<p>x</p>', text: null };
  return checkTemplate(template ?? 'reminder', { ...good, ...draft }).map(({ kind }) => kind);
}

describe('the check of a template', () => {
  it.each(templateNames.flatMap((name) => locales.map((locale) => [name, locale] as const)))(
    'finds nothing wrong with the built-in %s in %s, with its text and without',
    (name, locale) => {
      const draft = builtInTemplates[name][locale];
      expect(checkTemplate(name, draft)).toEqual([]);
      expect(checkTemplate(name, { ...draft, text: null })).toEqual([]);
    },
  );

  it('reports every name that is not known, at its line, also where it is rarely reached', () => {
    const html = `<p>{{ event.nmae }}</p>
      {% if event.online_link %}{% else %}{{ participant.email }}{% endif %}
      {{ event }} {{ event.name.size }} {{ event[participant.name] }}`;
    expect(check({ html, subject: '{{ name }}' })).toEqual([
      expect.stringMatching(/^subject, line 1: name is not known; /),
      'html, line 1: event.nmae is not known; did you mean event.name?',
      expect.stringMatching(/^html, line 3: event is not known; /),
      expect.stringMatching(/^html, line 3: event\.name\.size is not known; /),
      'html, line 3: a name cannot be computed',
      expect.stringMatching(/^html, line 2: participant\.email is not known; /),
    ]);
  });

  it('says in which templates a name can be used', () => {
    expect(check({ html: '{{ ticket.code }}' })).toEqual([
      'html, line 1: ticket.code is only in registration_confirmation, waitlist_promoted',
    ]);
    expect(check({ html: '{{ unsubscribe_url }}' }, 'cancellation')).toEqual([
      'html, line 1: unsubscribe_url is only in reminder, notice, thank_you, missed_you',
    ]);
  });

  it.each([
    '{% include "x" %}',
    '{%- render "x" -%}',
    '{% layout "x" %}',
    '{% block x %}{% endblock %}',
    '{% for i in (1..9) %}{% endfor %}',
    '{% tablerow i in (1..9) %}{% endtablerow %}',
    '{% assign x = 1 %}',
    '{% capture x %}{% endcapture %}',
    '{% raw %}{{ x }}{% endraw %}',
    '{% echo event.name %}',
    '{% liquid echo event.name %}',
    '{% cycle "a" %}',
    '{% increment x %}',
    '{% nonsense %}',
  ])('forbids %s', (html) => {
    const problems = checkTemplate('reminder', { subject: 's', html, text: null });
    expect(new Set(problems.map(({ kind }) => kind))).toEqual(new Set(['forbidden_tag']));
  });

  it.each([
    '{% if event.name %}',
    '{% endif %}',
    '{{ event.name',
    '{% if %}x{% endif %}',
    "{{ constructor.constructor('x')() }}",
    '{{ event.name | raw }}',
    '{{ event.name | nonsense }}',
  ])('calls %s a mistake of form', (html) => {
    expect(kinds({ html })).toEqual(['syntax']);
    expect(kinds({ text: html })).toEqual(['syntax']);
    expect(kinds({ subject: html })).toEqual(['syntax']);
  });

  it('names the filters that there are', () => {
    expect(check({ html: '{{ event.name | raw }}' })[0]).toMatch(
      /^html, line 1: the filter raw is not available; there are only: append, /,
    );
  });

  it.each([
    '<a href="javascript:alert(1)">x</a>',
    '<a href=javascript:alert(1)>x</a>',
    "<A HREF=' java\tscript:alert(1)'>x</A>",
    '<a href="&#106;avascript&colon;alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<img src="data:image/png;base64,AAAA">',
    '<img alt="{{ event.name }}" src="vbscript:x">',
    '{% if event.name == "never" %}<a href="javascript:x">x</a>{% endif %}',
    '<a href="{{ participant.name }}">x</a>',
    '<a href="file:///etc/passwd">x</a>',
  ])('refuses the link in %s', (html) => {
    expect(kinds({ html })).toContain('unsafe_link');
  });

  it.each([
    ['<a href="">x</a>', /is empty/],
    ['<a href="{{ event.online_link }}">x</a>', /is empty, or can be; put it between \{% if/],
    ['<a href="/page">x</a>', /is not a whole address/],
    ['<a href="www.example.com">x</a>', /is not a whole address/],
    ['<img src="cid:ticket-qr">', /an image that the mail does not hold/],
  ])('refuses %s, which leads nowhere', (html, message) => {
    expect(check({ html })).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    '<script>alert(1)</script>',
    '<iframe src="https://a.example"></iframe>',
    '<form action="https://a.example"></form>',
    '<svg onload=alert(1)></svg>',
    '<link rel="stylesheet" href="https://a.example/x.css">',
    '<meta http-equiv="refresh" content="0">',
    '<p onclick="x()">x</p>',
    '<img src="https://a.example/x.png"onerror=alert(1)>',
    '<p style="background:url(javascript:x)">x</p>',
    '<p style="background:url( &quot;//a.example/x.png&quot; )">x</p>',
    '<style>@import "https://a.example/x.css";</style>',
    '<p style="color:{{ participant.name }}">x</p>',
    '<style>p { color: {{ event.name }} }</style>',
  ])('refuses %s', (html) => {
    expect(kinds({ html })).toContain('unsafe_html');
  });

  it.each([
    '<p title={{ participant.name }}>x</p>',
    '<p title=x{{ participant.name }}>x</p>',
    '<p {{ participant.name }}>x</p>',
    "<p title='{{ participant.name }}' class={% if event.name %}{{ participant.name }}{% endif %}>",
  ])('sees that a name could break %s', (html) => {
    expect(kinds({ html })).toContain('breakable');
  });

  it('allows what mail is made of', () => {
    const html = `<style>p { color: {{ event.color }}; background: url("https://a.example/x.png") }</style>
      <p style="color:{{event.on_color}};background:url(https://a.example/b.png)" title="{{ participant.name }}">
      <a href="https://a.example/?n={{ participant.number | url_encode }}">a</a> <a href="mailto:a@b.example">b</a>
      <a href="tel:+821012345678">c</a> <a href="#top">d</a> <img src="https://a.example/x.png" alt="">
      {% if event.online_link %}<a href="{{ event.online_link }}">e</a>{% endif %} <!-- {{ event.name }} -->
      {% case event.slug %}{% when "a" %}x{% else %}{{ event.place | default: "y" }}{% endcase %}
      {% unless event.is_online %}z{% endunless %}{% comment %}c{% endcomment %}`;
    expect(check({ html })).toEqual([]);
  });

  it('wants the link to unsubscribe in bulk mail that brings its own document', () => {
    const html = '<!doctype html><html><body>{{ event.name }}</body></html>';
    expect(kinds({ html })).toEqual(['no_unsubscribe_link']);
    const link = '{% if unsubscribe_url %}<a href="{{ unsubscribe_url }}">x</a>{% endif %}';
    expect(kinds({ html: html.replace('</body>', `${link}</body>`) })).toEqual([]);
    const bold = '{% if unsubscribe_url %}<b title="{{ unsubscribe_url }}">x</b>{% endif %}';
    expect(kinds({ html: html.replace('</body>', bold) })).toEqual(['no_unsubscribe_link']);
    expect(kinds({ html }, 'cancellation')).toEqual([]);
  });

  it('allows the layout of evm as a document of its own', () => {
    const { before, after } = htmlLayout('en');
    const html = `${before}<p>x</p>${after}`;
    expect(check({ html })).toEqual([]);
  });

  it('wants the code of the ticket in HTML and text of ticket mail', () => {
    expect(check({ html: '<p>x</p>', text: 'x' }, 'waitlist_promoted')).toEqual([
      'html: the code of the ticket is missing: {{ ticket.code }}',
      'text: the code of the ticket is missing: {{ ticket.code }}',
    ]);
    const onlyAlternative = '<img src="{{ ticket.qr }}" alt="{{ ticket.code }}">';
    expect(kinds({ html: onlyAlternative }, 'waitlist_promoted')).toContain('no_ticket_code');
    expect(check({ html: '<p>{{ ticket.code }}</p>' }, 'waitlist_promoted')).toEqual([]);
  });

  it('refuses what is empty, too long or cannot be stored', () => {
    expect(kinds({ subject: ' ' })).toEqual(['empty']);
    expect(check({ subject: '{{ event.description }}' })).toEqual([
      'subject: it can be empty: what it names may be missing',
    ]);
    expect(kinds({ html: '\n' })).toEqual(['empty']);
    expect(kinds({ html: 'x'.repeat(90_001) })).toEqual(['too_long']);
    expect(kinds({ text: 'a\u0000' })).toEqual(['control_character']);
  });

  it('takes hostile HTML in its stride', () => {
    const long = [
      `<a ${'"'.repeat(40_000)}`,
      '<a'.repeat(40_000),
      `<style>${'<style '.repeat(9_000)}`,
    ];
    for (const html of long) expect(() => check({ html })).not.toThrow();
  });
});
