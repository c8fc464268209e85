import { posix } from 'node:path';
import { importErrors } from '../errors.js';
import type { WorkbookInspection, WorkbookParts } from '../file-inspection.js';
import { defaultReadLimits, type XlsxLimits } from '../read-limits.js';
import { ReadFailed, readFailureError } from './read-failure.js';
import { openXlsxPackage, type XlsxPackage } from './xlsx-package.js';
import { findElements } from './xml-reader.js';

/**
 * Finds the sheet to read, the first visible one unless `wanted` names one, and the parts that
 * belong to it. Errors: the IMPORT_ codes of workbooks, and IMPORT_BAD_OPTION for `--sheet`.
 */
export async function inspectWorkbook(
  file: string,
  bytes: Buffer,
  wanted: string | undefined,
  limits: XlsxLimits,
): Promise<Pick<WorkbookInspection, 'sheet' | 'sheets' | 'parts'>> {
  try {
    return await findSheet(await openXlsxPackage(bytes, limits), wanted);
  } catch (error) {
    if (!(error instanceof ReadFailed)) throw error;
    throw readFailureError(file, error.failure, defaultReadLimits);
  }
}

async function findSheet(zip: XlsxPackage, wanted: string | undefined) {
  const workbook = await findWorkbook(zip);
  const xml = await zip.readText(workbook);
  const relations = await readRelations(zip, workbook);
  const sheets = readSheets(xml, relations);
  const visible = sheets.filter((sheet) => sheet.visible);
  const sheet = chooseSheet(sheets, visible, wanted);
  const date1904 = findElements(xml, 'workbookPr')[0]?.date1904;
  return {
    sheet: sheet.name,
    sheets: visible.map(({ name }) => name),
    parts: {
      worksheet: sheet.part,
      sharedStrings: partOf(relations, 'sharedStrings'),
      styles: partOf(relations, 'styles'),
      date1904: date1904 === '1' || date1904 === 'true',
    } satisfies WorkbookParts,
  };
}

async function findWorkbook(zip: XlsxPackage): Promise<string> {
  if (!zip.has('[Content_Types].xml')) {
    throw new ReadFailed({ kind: 'not_a_workbook', what: describeArchive(zip) });
  }
  const types = await zip.readText('[Content_Types].xml');
  if (types.includes('macroEnabled') || zip.has('xl/vbaProject.bin')) {
    throw new ReadFailed({ kind: 'macros' });
  }
  if (zip.has('xl/workbook.bin')) throw new ReadFailed({ kind: 'binary' });
  const root = zip.has('_rels/.rels') ? await readRelations(zip, '') : [];
  const workbook = partOf(root, 'officeDocument') ?? 'xl/workbook.xml';
  if (!types.includes('spreadsheetml') || !zip.has(workbook)) {
    throw new ReadFailed({ kind: 'not_a_workbook', what: describeArchive(zip) });
  }
  return workbook;
}

function describeArchive(zip: XlsxPackage): string {
  if (zip.has('content.xml') && zip.has('mimetype')) return 'an OpenDocument file';
  if (zip.has('word/document.xml')) return 'a Word document';
  if (zip.has('ppt/presentation.xml')) return 'a presentation';
  if (zip.names.some((name) => name.endsWith('.iwa'))) return 'an Apple iWork file';
  return 'a zip archive';
}

interface Relation {
  id: string;
  type: string;
  part: string;
}

async function readRelations(zip: XlsxPackage, part: string): Promise<Relation[]> {
  const folder = posix.dirname(part);
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  if (!zip.has(name)) return [];
  return findElements(await zip.readText(name), 'Relationship').map((attributes) => ({
    id: attributes.Id ?? '',
    type: (attributes.Type ?? '').split('/').at(-1) ?? '',
    part: posix.resolve('/', folder, attributes.Target ?? '').slice(1),
  }));
}

function partOf(relations: readonly Relation[], type: string): string | undefined {
  return relations.find((relation) => relation.type === type)?.part;
}

interface Sheet {
  name: string;
  visible: boolean;
  part: string;
}

function readSheets(xml: string, relations: readonly Relation[]): Sheet[] {
  return findElements(xml, 'sheet').flatMap((attributes) => {
    const relation = relations.find(({ id, type }) => id === attributes.id && type === 'worksheet');
    if (!relation) return [];
    const visible = !/hidden/i.test(attributes.state ?? '');
    return [{ name: attributes.name ?? '', visible, part: relation.part }];
  });
}

function chooseSheet(sheets: Sheet[], visible: Sheet[], wanted: string | undefined): Sheet {
  if (wanted === undefined) {
    const first = visible[0];
    if (first) return first;
    throw new ReadFailed({ kind: 'damaged', reason: 'it has no visible sheet' });
  }
  const named = sheets.find((sheet) => comparable(sheet.name) === comparable(wanted));
  const chosen = named ?? (/^\d+$/.test(wanted) ? visible[Number(wanted) - 1] : undefined);
  if (chosen) return chosen;
  throw importErrors.badOption({
    option: '--sheet',
    reason: `there is no such sheet; the file has ${visible.map(({ name }) => name).join(', ')}`,
  });
}

function comparable(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
