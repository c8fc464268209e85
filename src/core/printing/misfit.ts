import type { BadgeTemplate } from '../badges/schema.js';
import { printingErrors } from './errors.js';
import { brotherLabelOf } from './languages/brother-labels.js';
import type { PrinterProfile } from './schema.js';

/** No print head reaches nearer to the edge of its paper than this, in millimetres. */
const widestMargin = 5.5;

/**
 * Why a template is not for a printer; undefined when it is. A template has the size of the paper, so a
 * margin on each side is lost by nature, and more than that is a name cut in two.
 */
function misfitOf(
  { name, dimensions }: Pick<BadgeTemplate, 'name' | 'dimensions'>,
  profile: PrinterProfile,
): string | undefined {
  const scale = 25.4 / profile.dpi;
  if (dimensions.width > profile.width * scale + 2 * widestMargin) {
    return `the template ${name} is ${dimensions.width} mm wide, the printer reaches ${Math.floor(profile.width * scale)} mm`;
  }
  if (profile.language !== 'brother-ql') return undefined;
  const { tape } = brotherLabelOf(profile.label);
  if (tape.length === 0 || dimensions.height <= tape.length + 1) return undefined;
  return `the template ${name} is ${dimensions.height} mm long, the label ${tape.length} mm`;
}

/** Errors: BADGE_DOES_NOT_FIT. A printer that writes letters of its own breaks lines as it needs. */
export function requireFit(
  template: Pick<BadgeTemplate, 'name' | 'dimensions'>,
  profile: PrinterProfile,
): void {
  const reason = profile.mode === 'text' ? undefined : misfitOf(template, profile);
  if (reason !== undefined) throw printingErrors.misfit({ reason });
}
