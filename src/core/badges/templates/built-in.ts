import type { BadgeTemplate } from '../schema.js';
import { a4Sheet } from './a4-sheet.js';
import { a6 } from './a6.js';
import { label62x100 } from './label-62x100.js';
import { receipt80 } from './receipt-80.js';

/** The templates that evm brings along; the first one is used where nothing else is said. */
export const builtInBadgeTemplates: readonly BadgeTemplate[] = [
  label62x100,
  receipt80,
  a6,
  a4Sheet,
];
