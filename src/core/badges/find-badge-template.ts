import type { Context } from '../runtime/context.js';
import { listOwnBadgeTemplates, type OwnBadgeTemplate } from './badge-template-repository.js';
import { badgeErrors } from './errors.js';
import type { BadgeTemplate } from './schema.js';
import { builtInBadgeTemplates } from './templates/built-in.js';

export interface FoundBadgeTemplate {
  template: BadgeTemplate;
  origin: 'built_in' | 'event' | 'file';
  /** When the event's own was set; null for a built-in one. */
  updatedAt: Date | null;
  /** True for the one that is used where none is named. */
  isDefault: boolean;
}

/**
 * What the badges of an event look like: the template of that name, the event's own before a built-in one.
 * Without a name, the event's own that was set last, else the first built-in one. Errors:
 * BADGE_TEMPLATE_UNKNOWN.
 */
export async function findBadgeTemplate(
  context: Pick<Context, 'database'>,
  eventId: string,
  name: string | undefined,
): Promise<FoundBadgeTemplate> {
  return pick(await listBadgeTemplates(context, eventId), name);
}

/** The same without an event, from what evm brings along. */
export function findBuiltInBadgeTemplate(name: string | undefined): FoundBadgeTemplate {
  return pick(gather([]), name);
}

/** Every template that an event may use, its own first. */
export async function listBadgeTemplates(
  { database }: Pick<Context, 'database'>,
  eventId: string,
): Promise<FoundBadgeTemplate[]> {
  return gather(await listOwnBadgeTemplates(database.knex, eventId));
}

/** The templates that evm brings along. */
export function listBuiltInBadgeTemplates(): FoundBadgeTemplate[] {
  return gather([]);
}

function gather(own: readonly OwnBadgeTemplate[]): FoundBadgeTemplate[] {
  const ownNames = new Set(own.map(({ template }) => template.name));
  const all = [
    ...own.map((one) => ({ ...one, origin: 'event' as const })),
    ...builtInBadgeTemplates
      .filter(({ name }) => !ownNames.has(name))
      .map((template) => ({ template, origin: 'built_in' as const, updatedAt: null })),
  ];
  return all.map((one, index) => ({ ...one, isDefault: index === 0 }));
}

function pick(all: readonly FoundBadgeTemplate[], name: string | undefined): FoundBadgeTemplate {
  const found =
    name === undefined
      ? all.find(({ isDefault }) => isDefault)
      : all.find(({ template }) => template.name === name);
  if (found) return found;
  const names = all.map(({ template }) => template.name);
  throw badgeErrors.templateUnknown({ name: name ?? '', names });
}
