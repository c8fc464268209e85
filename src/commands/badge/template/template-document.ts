import type { FoundBadgeTemplate } from '../../../core/badges/find-badge-template.js';

/** What `--json` shows of a template besides its contents. */
export function templateSummary({ template, origin, updatedAt, isDefault }: FoundBadgeTemplate) {
  const { name, dimensions, sheet } = template;
  return {
    name,
    width: dimensions.width,
    height: dimensions.height,
    sheet: sheet ? { width: sheet.width, height: sheet.height } : null,
    origin,
    isDefault,
    updatedAt: updatedAt?.toISOString() ?? null,
  };
}
