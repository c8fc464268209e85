import type { z } from 'zod';
import { closestWord } from '../runtime/config/closest-word.js';
import { findLayoutProblems } from './find-layout-problems.js';
import { BadgeTemplate } from './schema.js';

/** What is wrong, and where: `layout.name.fontSize`. A warning does not keep a template from being used. */
export interface BadgeProblem {
  field: string;
  problem: string;
  severity: 'error' | 'warning';
}

/** What else is known, for rules that need it. */
export interface BadgeSurroundings {
  /** The ids of the event's form and of what is kept of its participants; unknown without an event. */
  fieldIds?: readonly string[] | undefined;
  /** The coarsest printer that it is meant for; 203 dpi without it. */
  dpi?: number | undefined;
}

export type CheckedBadgeTemplate =
  | { usable: true; template: BadgeTemplate; problems: BadgeProblem[] }
  | { usable: false; problems: BadgeProblem[] };

/** Checks what was read from a file: its form first, and when that is right, what would be printed. */
export function checkBadgeTemplate(
  input: unknown,
  surroundings: BadgeSurroundings = {},
): CheckedBadgeTemplate {
  const parsed = BadgeTemplate.safeParse(input);
  if (!parsed.success) {
    return { usable: false, problems: parsed.error.issues.flatMap(problemsOf) };
  }
  const template = parsed.data;
  const problems = findLayoutProblems(template, surroundings);
  const usable = problems.every(({ severity }) => severity === 'warning');
  return usable ? { usable, template, problems } : { usable, problems };
}

/** On one line: `layout.name.x: …`. */
export function formatBadgeProblem({ field, problem }: BadgeProblem): string {
  return `${field}: ${problem}`;
}

/** The words that templates know, for those that were meant. */
const knownWords = [
  ...['dimensions', 'layout', 'items', 'styles', 'sheet', 'name', 'logo', 'company', 'qr_code'],
  ...['width', 'height', 'fontSize', 'minFontSize', 'fontFamily', 'weight', 'align', 'size'],
  ...['verticalAlign', 'lines', 'color', 'background_color', 'border', 'src', 'dither', 'radius'],
  ...['strokeWidth', 'stroke', 'fill', 'columns', 'rows', 'gap', 'cut_marks', 'type', 'text'],
];

function problemsOf(issue: z.core.$ZodIssue): BadgeProblem[] {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') {
    const field = path === '' ? 'the template' : path;
    return [{ field, problem: issue.message, severity: 'error' }];
  }
  return issue.keys.map((key) => {
    const meant = closestWord(key, knownWords);
    const advice = meant === undefined || meant === key ? '' : `; did you mean ${meant}?`;
    const field = path === '' ? key : `${path}.${key}`;
    return { field, problem: `there is no such field here${advice}`, severity: 'error' };
  });
}
