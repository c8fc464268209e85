import { isFieldId, longestFieldId } from '../participants/form-field.js';

/**
 * The id under which an unknown column's values are kept: its header in lower case with `-` between
 * the words (`T-Shirt Size` → `t-shirt-size`). Never one in `taken`, never a name that JavaScript
 * objects inherit; a header without letters or digits becomes `column-3`, by its position.
 */
export function columnId(header: string, index: number, taken: ReadonlySet<string>): string {
  const slug = slugOf(header);
  const candidates = [slug, `${slug}-column`, `column-${index + 1}`];
  const base = candidates.find(isFieldId) ?? `column-${index + 1}`;
  let id = base;
  for (let number = 2; taken.has(id); number += 1) {
    const suffix = `-${number}`;
    id =
      [...base]
        .slice(0, longestFieldId - suffix.length)
        .join('')
        .replace(/[-_]+$/, '') + suffix;
  }
  return id;
}

function slugOf(header: string): string {
  const words = header
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{Ll}\p{Lo}\p{Lm}\p{N}\p{M}_]+/gu, '-')
    .replace(/[-_]*-[-_]*|_{2,}/g, '-');
  return [...words]
    .slice(0, longestFieldId)
    .join('')
    .replace(/^[-_]+|[-_]+$/g, '');
}
