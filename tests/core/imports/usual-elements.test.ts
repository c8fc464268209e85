import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ReadFailed } from '../../../src/core/imports/adapters/read-failure.js';
import { usualCells, usualStrings } from '../../../src/core/imports/adapters/usual-elements.js';
import {
  readXml,
  type UsualElements,
  type XmlAttributes,
  type XmlHandler,
} from '../../../src/core/imports/adapters/xml-reader.js';

type UsualOf = (handler: Required<XmlHandler>) => UsualElements;

const plainText = ['', '홍길동', 'a@b.kr', ' a ', ']', '\u00a0'];
const changedText = ['A&amp;B', 'a\r\nb', 'a\rb', '\u0085', '\u2028', '\t', '>', '😀'];
const refusedText = ['\u0001', '\ufffe', ']]>', '&x;', '&'];
const texts = [...plainText, ...changedText, ...refusedText];
const aroundAnything = [
  '<!-- ',
  ' -->',
  '<![CDATA[',
  ']]>',
  '<?pi ',
  ' ?>',
  '<!DOCTYPE x>',
  ' ',
  '<x>',
  '</x>',
];
const sheet = '<worksheet><sheetData>';
const endOfSheet = '</sheetData></worksheet>';
const cells = texts.flatMap((text) => [
  `<c r="A1" t="str"><v>${text}</v></c>`,
  `<c r="B1" t="inlineStr"><is><t>${text}</t></is></c>`,
]);
const partsOfSheets = [
  ...cells,
  '<c r="A1"><v>1</v></c>',
  '<c r="AB12" s="3" t="s"><v>12</v></c>',
  '<c r="D1" s="1"/>',
  '</row><row r="2">',
  '</row><row r="3" spans="1:7" x14ac:dyDescent="0.25">',
  '</row><row r="3" s="1" customFormat="1">',
  '</row><row r="3" ht="12.8" ht="12.8">',
  '<row r="9">',
  '</row>',
  '<x:row>',
  '</x:row>',
  '<x:c r="A1"><v>1</v></x:c>',
  '<c r="A1" r="A2"><v>1</v></c>',
  '<c r="a>b"><v>1</v></c>',
  '<c r="A1" ><v>1</v></c >',
  '<c r="A1"><f>B1</f><v>1</v></c>',
  '<c r="A1" /><!-- </c><c r="B1"><v>2</v></c> -->',
  '<c>',
  '</c>',
  '<v>',
  ...aroundAnything,
];
const partsOfStrings = [
  ...texts.map((text) => `<si><t>${text}</t></si>`),
  '<si><t xml:space="preserve"> a </t></si>',
  '<si><r><t>김</t></r><r><t>우진</t></r></si>',
  '<si/>',
  '<si /><!-- </si><si><t>b</t></si> -->',
  '<si>',
  '</si>',
  '<t>',
  '</sst>',
  '<sst>',
  ...aroundAnything,
];

it.each<[what: string, parts: string[], around: string[], usualOf: UsualOf, least: number]>([
  [
    'sheets',
    partsOfSheets,
    [`${sheet}<row r="1"><c r="A1"></c>`, `</row>${endOfSheet}`],
    usualCells,
    100,
  ],
  ['rows alone', partsOfSheets, ['<row r="1"><c r="A1"></c>', '</row>'], usualCells, 0],
  ['cells alone', partsOfSheets, ['', ''], usualCells, 0],
  [
    'sheets with prefixes',
    partsOfSheets,
    [`${sheet}<x:row><c r="A1"></c>`, `</x:row>${endOfSheet}`],
    usualCells,
    0,
  ],
  ['shared strings', partsOfStrings, ['<sst><si></si>', '</sst>'], usualStrings, 100],
  ['shared strings alone', partsOfStrings, ['', ''], usualStrings, 0],
])('%s tell the same as by the parser alone', async (_, parts, [before, after], usualOf, least) => {
  const versions = fc.constantFrom('', '<?xml version="1.0"?>', '<?xml version="1.1"?>');
  // Whatever goes wrong ends a document, so that most parts of most documents must go well.
  const some = fc.array(fc.constantFrom(...parts), { maxLength: 6 });
  const cuts = fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 20 });
  let usual = 0;
  const count = () => {
    usual += 1;
  };
  await fc.assert(
    fc.asyncProperty(versions, some, cuts, async (version, content, sizes) => {
      const xml = `${version}${before}${content.join('')}${after}`;
      const pieces = cut(Buffer.from(xml), sizes);
      const both = await told(pieces, (handler) => counted(usualOf(handler), count));
      expect(both).toEqual(await told(pieces, undefined));
    }),
    { numRuns: 2_000 },
  );
  expect(usual).toBeGreaterThanOrEqual(least);
});

it.each<[program: string, row: string, count: number]>([
  ['Excel', excelRow(2), 4],
  ['LibreOffice', libreOfficeRow(2), 3],
  ['openpyxl', '<row r="2"><c r="A2" t="inlineStr"><is><t>홍</t></is></c></row>', 2],
  ['exceljs', '<row r="2"><c r="A2" t="str"><v>홍</v></c></row>', 2],
])('a row as %s writes it is usual', async (_, row, count) => {
  const rows = `<row r="1"><c r="A1" t="s"><v>0</v></c></row>${row}`;
  expect(await countUsual(`${sheet}${rows}${endOfSheet}`, usualCells)).toBe(count);
});

it.each(['<si><t>홍길동</t></si>', '<si><t xml:space="preserve"> 홍길동</t></si>'])(
  'a shared string such as %s is usual',
  async (string) => {
    expect(await countUsual(`<sst><si><t>a</t></si>${string}</sst>`, usualStrings)).toBe(1);
  },
);

function excelRow(number: number): string {
  return `<row r="${number}" spans="1:7" x14ac:dyDescent="0.25"><c r="A${number}" t="s"><v>7</v></c><c r="D${number}" s="1"><v>20649.5</v></c><c r="E${number}" s="2"/></row>`;
}

function libreOfficeRow(number: number): string {
  return `<row r="${number}" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"><c r="A${number}" s="0" t="s"><v>7</v></c><c r="B${number}" s="0" t="n"><v>1</v></c></row>`;
}

/** What a handler was told until the end or a failure; text of one element in one piece. */
async function told(pieces: readonly Buffer[], usualOf: UsualOf | undefined): Promise<string[]> {
  const log: string[] = [];
  let text = '';
  const note = (line: string) => {
    if (text !== '') log.push(`text ${JSON.stringify(text)}`);
    text = '';
    log.push(line);
  };
  const handler = {
    // Nobody asks for other attributes.
    open: (name: string, { r, s, t }: XmlAttributes) =>
      note(`open ${name} ${JSON.stringify(name === 'c' ? [r, s, t] : r)}`),
    text: (more: string) => {
      text += more;
    },
    close: (name: string) => note(`close ${name}`),
  };
  try {
    await read(pieces, handler, usualOf?.(handler));
    note('end');
  } catch (error) {
    if (!(error instanceof ReadFailed)) throw error;
    // The parser tells text when it has seen its end.
    text = '';
    note(`failed ${error.failure.kind}`);
  }
  return log;
}

async function countUsual(xml: string, usualOf: UsualOf): Promise<number> {
  const handler = { open() {}, text() {}, close() {} };
  let count = 0;
  const usual = counted(usualOf(handler), () => {
    count += 1;
  });
  await read([Buffer.from(xml)], handler, usual);
  return count;
}

function counted(usual: UsualElements, count: () => void): UsualElements {
  return {
    ...usual,
    tell(match) {
      count();
      usual.tell(match);
    },
  };
}

async function read(
  pieces: readonly Buffer[],
  handler: XmlHandler,
  usual: UsualElements | undefined,
): Promise<void> {
  async function* bytes() {
    yield* pieces;
  }
  for await (const _ of readXml(bytes(), handler, usual));
}

/** In pieces of these sizes, in turn, each of them of a byte or more. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = 1 + (sizes[turn % sizes.length] as number);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
