import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  name: string;
  data: Buffer | string;
  /** What the headers say instead of the truth. */
  declaredSize?: number;
  crc?: number;
  encrypted?: boolean;
  /** How it is packed: 8, deflated, unless said otherwise; 0 is not at all. */
  method?: number;
}

/** A zip file from its parts, with headers that may lie. */
export function buildZip(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const data = Buffer.from(part.data);
    const packed = part.method === 0 ? data : deflateRawSync(data);
    const name = Buffer.from(part.name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x800 | (part.encrypted ? 1 : 0), 2);
    fields.writeUInt16LE(part.method ?? 8, 4);
    fields.writeUInt32LE(0x0021_0000, 6);
    fields.writeUInt32LE(part.crc ?? crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(part.declaredSize ?? data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, tail, name]),
    );
    bodies.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

export interface WorkbookContent {
  /** The XML inside `<sheetData>` of the first sheet, or the whole part. */
  rows: string | { xml: string };
  sheets?: { name: string; state?: string; rows: string }[];
  sharedStrings?: string;
  /** `<xf>` elements; cells refer to them by number. */
  formats?: string;
  date1904?: boolean;
  macros?: boolean;
  extra?: ZipPart[];
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook from raw XML, for what no well-behaved program writes. */
export function buildWorkbook(content: WorkbookContent): Buffer {
  return buildZip(workbookParts(content));
}

/** The parts of a workbook, in the order in which some programs write them: the sheet first. */
export function workbookParts(content: WorkbookContent): ZipPart[] {
  const { rows, sharedStrings, formats, extra = [] } = content;
  const first = typeof rows === 'string' ? { name: '명단', rows } : { name: '명단', rows: '' };
  const sheets: NonNullable<WorkbookContent['sheets']> = content.sheets ?? [first];
  const parts = sheets.map((sheet, index) => ({
    name: `xl/worksheets/sheet${index + 1}.xml`,
    data: `<worksheet xmlns="${main}"><sheetData>${sheet.rows}</sheetData></worksheet>`,
  }));
  const [own] = parts;
  if (own && typeof rows !== 'string') own.data = rows.xml;
  if (sharedStrings !== undefined) {
    parts.push({
      name: 'xl/sharedStrings.xml',
      data: `<sst xmlns="${main}">${sharedStrings}</sst>`,
    });
  }
  const list = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
  );
  const links = sheets.map((_, index) =>
    relation(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`),
  );
  const application = content.macros
    ? 'application/vnd.ms-excel.sheet.macroEnabled.main+xml'
    : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
  return [
    ...parts,
    {
      name: 'xl/styles.xml',
      data: `<styleSheet xmlns="${main}"><cellXfs>${formats ?? '<xf numFmtId="0"/>'}</cellXfs></styleSheet>`,
    },
    {
      name: 'xl/workbook.xml',
      data: `<workbook xmlns="${main}" xmlns:r="${relations}"><workbookPr${content.date1904 ? ' date1904="1"' : ''}/><sheets>${list.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: `<Relationships>${links.join('')}${relation('s', 'sharedStrings', '/xl/sharedStrings.xml')}${relation('t', 'styles', 'styles.xml')}</Relationships>`,
    },
    {
      name: '_rels/.rels',
      data: `<Relationships>${relation('w', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: '[Content_Types].xml',
      data: `<Types><Override PartName="/xl/workbook.xml" ContentType="${application}"/></Types>`,
    },
    ...extra,
  ];
}

function relation(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`;
}

/** A row of text cells, numbered; `undefined` leaves a cell out. */
export function textRow(number: number, ...cells: (string | undefined)[]): string {
  const xml = cells.map((text, index) =>
    text === undefined
      ? ''
      : `<c r="${String.fromCharCode(65 + index)}${number}" t="inlineStr"><is><t>${text}</t></is></c>`,
  );
  return `<row r="${number}">${xml.join('')}</row>`;
}
