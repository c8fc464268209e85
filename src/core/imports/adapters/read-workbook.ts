import type { WorkbookParts } from '../file-inspection.js';
import type { RawRow } from '../raw-row.js';
import type { ReadLimits } from '../read-limits.js';
import { openXlsxPackage } from './xlsx-package.js';
import { readSharedStrings } from './xlsx-shared-strings.js';
import { readSheet } from './xlsx-sheet.js';
import { readDateStyles } from './xlsx-styles.js';

/**
 * The rows of one sheet, in batches: first what its cells refer to, then the sheet, whatever their
 * order in the file. Only these parts are unpacked. Throws `ReadFailed`.
 */
export async function* readWorkbook(
  bytes: Buffer,
  parts: WorkbookParts,
  limits: ReadLimits,
): AsyncGenerator<RawRow[]> {
  const zip = await openXlsxPackage(bytes, limits.xlsx);
  const partIfThere = (name: string | undefined) =>
    name !== undefined && zip.has(name) ? zip.read(name) : undefined;
  const styles = partIfThere(parts.styles);
  const strings = partIfThere(parts.sharedStrings);
  const context = {
    dateStyles: styles ? await readDateStyles(styles) : [],
    strings: strings ? await readSharedStrings(strings, limits) : [],
    date1904: parts.date1904,
  };
  yield* readSheet(zip.read(parts.worksheet), context, limits);
}
