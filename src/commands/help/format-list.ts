import { displayWidth } from '../output/display-width.js';

/** Indented lines of a term and what it means, the meanings in one column. */
export function formatList(items: readonly (readonly [term: string, meaning: string])[]): string[] {
  const width = Math.max(0, ...items.map(([term]) => displayWidth(term)));
  return items.map(([term, meaning]) => {
    const padding = ' '.repeat(width - displayWidth(term));
    return `  ${term}${padding}  ${meaning}`.trimEnd();
  });
}
