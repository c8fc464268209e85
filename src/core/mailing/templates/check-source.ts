import { closestWord } from '../../runtime/config/closest-word.js';
import { scopeOf } from '../render-message.js';
import { type TemplateName, templateNames, templates } from '../schema.js';
import type { TemplateModel } from '../template-model.js';
import {
  allowedFilters,
  allowedTags,
  describeMistake,
  type Markup,
  parseLiquid,
  variablesOf,
} from './liquid.js';
import { sampleModels } from './sample-models.js';
import type { TemplateProblem } from './template-problem.js';

/** The parts that a template is made of. */
export const templateParts = ['subject', 'html', 'text'] as const;
const markups = { subject: 'plain', html: 'html', text: 'plain' } as const satisfies Record<
  TemplateProblem['part'],
  Markup
>;
/** Gmail shows only the first 102 kB of a mail's HTML, and the layout and values come on top. */
const longest = { subject: 500, html: 90_000, text: 90_000 };

/** What is wrong with a part of a template as it is written, before anything is rendered. */
export function checkSource(
  template: TemplateName,
  part: TemplateProblem['part'],
  source: string | null,
): TemplateProblem[] {
  if (source === null) return [];
  const problem = (kind: TemplateProblem['kind'], message: string, line: number | null = null) => [
    { kind, part, message, line },
  ];
  if (Buffer.byteLength(source) > longest[part]) {
    return problem('too_long', `it is longer than ${longest[part]} bytes`);
  }
  if (source.trim() === '') return problem('empty', 'it is empty');
  if (/[^\P{Cc}\t\r\n]/u.test(source)) {
    return problem('control_character', 'it has control characters');
  }
  const forbidden = forbiddenTagsIn(source);
  if (forbidden.length > 0) {
    const known = `there are only: ${allowedTags.filter((tag) => tag !== '#').join(', ')}`;
    return forbidden.flatMap(({ tag, line }) =>
      problem('forbidden_tag', `{% ${tag} %} is not available; ${known}`, line),
    );
  }
  try {
    const parsed = parseLiquid(markups[part], source);
    return variablesOf(parsed).flatMap(({ path, line }) => {
      const message = judgeName(template, path);
      return message === undefined ? [] : problem('unknown_variable', message, line);
    });
  } catch (error) {
    const mistake = describeMistake(error);
    if (!mistake) throw error;
    return problem('syntax', explainFilter(mistake.message), mistake.line);
  }
}

function forbiddenTagsIn(source: string): { tag: string; line: number }[] {
  const known = allowedTags.flatMap((tag) => [tag, `end${tag}`]);
  const words: readonly string[] = [...known, 'else', 'elsif', 'when'];
  return Array.from(source.matchAll(/\{%-?\s*(#|\w+)/g), ({ 1: tag = '', index }) => ({
    tag,
    line: source.slice(0, index).split('\n').length,
  })).filter(({ tag }) => !words.includes(tag));
}

function explainFilter(message: string): string {
  const [, filter] = /^undefined filter: (.*)$/.exec(message) ?? [];
  if (filter === undefined) return message;
  return `the filter ${filter} is not available; there are only: ${allowedFilters.join(', ')}`;
}

/** What is wrong with naming this; undefined for a value that the template will have. */
function judgeName(
  template: TemplateName,
  path: readonly string[] | undefined,
): string | undefined {
  if (path === undefined) return 'a name cannot be computed';
  const name = path.join('.');
  const { full } = sampleModels('en');
  const names = namesIn(scopeOf(template, full), template);
  if (names.includes(name)) return undefined;
  const others = templateNames.filter((one) => namesIn(scopeOf(one, full), one).includes(name));
  if (others.length > 0) return `${name} is only in ${others.join(', ')}`;
  const meant = closestWord(name, names);
  const advice = meant === undefined ? `there are: ${names.join(', ')}` : `did you mean ${meant}?`;
  return `${name} is not known; ${advice}`;
}

/** `event.name` and all the others. The unsubscribe link is everywhere for the layout's sake. */
function namesIn(scope: Partial<TemplateModel>, template: TemplateName): string[] {
  return Object.entries(scope).flatMap(([key, value]) => {
    if (key === 'unsubscribe_url') return templates[template] === 'bulk' ? [key] : [];
    return Object.keys(value as object).map((inner) => `${key}.${inner}`);
  });
}
