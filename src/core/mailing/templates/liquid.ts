import { Liquid, LiquidError, type Template } from 'liquidjs';
import { escapeHtml } from '../../runtime/escape-html.js';

/** What a rendered text is put into: `html` escapes every value, `plain` none. */
export type Markup = 'html' | 'plain';

/** Decisions only: nothing that loads files, loops, counts, or makes names of its own. */
export const allowedTags = ['if', 'unless', 'case', 'comment', '#'] as const;
/** `raw` is missing on purpose: whatever a template says, a value stays a text. */
export const allowedFilters = [
  ...['append', 'capitalize', 'default', 'downcase', 'escape', 'newline_to_br', 'prepend'],
  ...['remove', 'replace', 'size', 'strip', 'truncate', 'truncatewords', 'upcase', 'url_encode'],
] as const;

/** A mistake in a template, at a line of its source. It quotes the template, never a value. */
export interface LiquidMistake {
  kind: 'syntax' | 'unknown_variable';
  message: string;
  line: number | undefined;
}

/** Reads a template; throws what `describeMistake` explains. The same text is read once. */
export function parseLiquid(markup: Markup, source: string): Template[] {
  const known = parsed[markup].get(source);
  if (known) return known;
  const template = engines[markup].parse(source);
  // All templates of all events that send at a time fit; the oldest goes.
  const oldest = parsed[markup].keys().next().value;
  if (oldest !== undefined && parsed[markup].size >= mostParsed) parsed[markup].delete(oldest);
  parsed[markup].set(source, template);
  return template;
}

/** Renders what was read with the same markup; throws what `describeMistake` explains. */
export function renderLiquid(markup: Markup, template: Template[], scope: object): string {
  return String(engines[markup].renderSync(template, scope));
}

/** A name in a template: `['event', 'name']`; undefined where a part of it is computed. */
export interface NamedVariable {
  path: readonly string[] | undefined;
  line: number;
}

/** Every name in a template, also in branches that are rarely taken. */
export function variablesOf(template: Template[]): NamedVariable[] {
  const { variables } = engines.html.analyzeSync(template);
  return Object.values(variables).flatMap((uses) =>
    uses.map((use) => {
      const path = use.toArray();
      const isPlain = path.every((segment) => typeof segment === 'string');
      return { path: isPlain ? path : undefined, line: use.location.row };
    }),
  );
}

/** What is wrong, when `error` comes from reading or rendering a template; else undefined. */
export function describeMistake(error: unknown): LiquidMistake | undefined {
  if (!LiquidError.is(error)) return undefined;
  const [line] = error.token.getPosition();
  if (error.name === 'UndefinedVariableError') {
    // Its own message holds what a computed name came to, which may be a person's.
    const message = `${error.token.getText()} is not known`;
    return { kind: 'unknown_variable', message, line };
  }
  const message = error.message.replace(/, line:\d+, col:\d+$/, '');
  return { kind: 'syntax', message, line };
}

const mostParsed = 200;
const parsed = { html: new Map<string, Template[]>(), plain: new Map<string, Template[]>() };

const engines = { html: createEngine('html'), plain: createEngine('plain') };

function createEngine(markup: Markup): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    ...(markup === 'html' ? { outputEscape: 'escape' as const } : {}),
    // Look-ups end in an empty map instead of the file system.
    templates: {},
    dynamicPartials: false,
    parseLimit: 300_000,
    memoryLimit: 10_000_000,
    renderLimit: 10_000,
  });
  for (const tag of Object.keys(engine.tags)) {
    if (!(allowedTags as readonly string[]).includes(tag)) delete engine.tags[tag];
  }
  for (const filter of Object.keys(engine.filters)) {
    if (!(allowedFilters as readonly string[]).includes(filter)) engine.unregisterFilter(filter);
  }
  // Already done for every value in HTML; whoever writes it out of habit gets it once.
  const escapeOnce = markup === 'html' ? escapeHtml : String;
  engine.registerFilter('escape', {
    raw: markup === 'html',
    handler: (value) => escapeOnce(value ?? ''),
  });
  engine.registerFilter('newline_to_br', {
    raw: markup === 'html',
    handler: (value) =>
      markup === 'html' ? escapeHtml(value ?? '').replace(/\n/g, '<br>\n') : String(value ?? ''),
  });
  return engine;
}
