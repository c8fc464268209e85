import { describe, expect, it } from 'vitest';
import {
  checkBadgeTemplate,
  formatBadgeProblem,
} from '../../../src/core/badges/check-badge-template.js';
import type { BadgeTemplate } from '../../../src/core/badges/schema.js';
import { builtInBadgeTemplates } from '../../../src/core/badges/templates/built-in.js';

/** A label of which nothing is wrong, with changes. */
function label(changes: object = {}): unknown {
  return {
    name: 'mine',
    dimensions: { width: 62, height: 100 },
    layout: {
      name: { x: 4, y: 20, fontSize: 40 },
      qr_code: { x: 20, y: 60, size: 30 },
    },
    ...changes,
  };
}

function problems(template: unknown, surroundings = {}): string[] {
  return checkBadgeTemplate(template, surroundings).problems.map(
    (one) => `${one.severity} ${formatBadgeProblem(one)}`,
  );
}

const text = { type: 'text', text: 'x', x: 1, y: 1, width: 20, height: 10, fontSize: 10 };

describe('a badge template', () => {
  it.each(builtInBadgeTemplates.map((template) => [template.name, template] as const))(
    '%s, built in, has nothing wrong with it',
    (_, template) => {
      expect(checkBadgeTemplate(template)).toEqual({ usable: true, template, problems: [] });
    },
  );

  it('may be as short as the one that printers were given before', () => {
    expect(checkBadgeTemplate(label())).toMatchObject({ usable: true, problems: [] });
  });

  it.each<[string, unknown]>([
    ['error layout: Invalid input: expected object, received undefined', { name: 'x' }],
    [
      'error layout.name.font_size: there is no such field here; did you mean fontSize?',
      label({ layout: { name: { x: 4, y: 20, fontSize: 40, font_size: 1 } } }),
    ],
    [
      'error layout.name.fontSize: Too small: expected number to be >=4',
      label({ layout: { name: { x: 4, y: 20, fontSize: 1 } } }),
    ],
    [
      'error items.0.color: a colour is written #rgb or #rrggbb',
      label({ items: [{ ...text, color: 'red' }] }),
    ],
    ['error name: a name is lower-case letters, digits and -', label({ name: 'My Badge' })],
  ])('of a wrong form is told: %s', (problem, template) => {
    expect(problems(template)).toContain(problem);
    expect(checkBadgeTemplate(template).usable).toBe(false);
  });

  it.each<[string, object]>([
    [
      'error items.0: reaches 3 mm beyond the right edge',
      { items: [{ ...text, x: 45, width: 20 }] },
    ],
    ['error items.0: reaches 2 mm beyond the upper edge', { items: [{ ...text, y: -2 }] }],
    [
      'error items.0.text: {{nmae}} is not known; there are: name, company, number, event, date, gate, code, copy, field.<id>',
      { items: [{ ...text, text: '{{nmae}}' }] },
    ],
    [
      'error items.0.minFontSize: is larger than fontSize',
      { items: [{ ...text, minFontSize: 12 }] },
    ],
    [
      'warning items.0.minFontSize: is 2 mm high, less than its smallest letters (8 pt)',
      { items: [{ ...text, height: 2, minFontSize: 8 }] },
    ],
    [
      'warning items.0.text: the fonts have no glyph for 🎉 ส',
      { items: [{ ...text, text: '🎉 Hi ส {{name}}' }] },
    ],
    [
      'warning items.0.color: #dddddd is not seen: a label printer makes it white',
      { items: [{ ...text, color: '#dddddd' }] },
    ],
    [
      'warning items.0: lies below the QR code, which covers it',
      { items: [{ ...text, x: 30, y: 70 }] },
    ],
    ['warning layout.name: nothing on this badge shows the name', { layout: {} }],
    [
      'error layout.qr_code.size: 10 mm is too small to be read: 1 dots a module at 203 dpi',
      { layout: { qr_code: { x: 1, y: 1, size: 10 } } },
    ],
    [
      'error items.0.src: it is not a PNG or JPEG as a data: URL',
      { items: [{ type: 'image', x: 1, y: 1, width: 9, height: 9, src: 'https://x/y.png' }] },
    ],
    [
      'error sheet: the badges do not fit: 248 mm × 100 mm on 210 mm × 297 mm',
      { sheet: { width: 210, height: 297, columns: 4, rows: 1 } },
    ],
  ])('that would print wrong is told: %s', (problem, changes) => {
    expect(problems(label(changes))).toContain(problem);
    const usable = problem.startsWith('warning');
    expect(checkBadgeTemplate(label(changes)).usable).toBe(usable);
  });

  it('is told of answers that nobody gave only where it is known what people answered', () => {
    const template = label({ items: [{ ...text, text: '{{field.track}} {{field.meal}}' }] });
    expect(problems(template)).toEqual([]);
    expect(problems(template, { fieldIds: ['meal'] })).toEqual([
      'warning items.0.text: nobody has an answer for {{field.track}}',
    ]);
  });

  it('for a finer printer may have a smaller QR code', () => {
    const template = label({
      layout: { name: { x: 1, y: 1, fontSize: 9 }, qr_code: { x: 1, y: 60, size: 12 } },
    });
    expect(problems(template)).toEqual([
      'warning layout.qr_code.size: 12 mm is small: 2 dots a module at 203 dpi',
    ]);
    expect(problems(template, { dpi: 300 })).toEqual([]);
  });

  it('is told all at once', () => {
    const template = label({ items: [{ ...text, y: -2, text: '{{a}}' }] }) as BadgeTemplate;
    expect(problems({ ...template, layout: {} })).toHaveLength(3);
  });
});
