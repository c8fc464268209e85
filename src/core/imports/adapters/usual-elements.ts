import type { UsualElements, XmlHandler } from './xml-reader.js';

/** The cells of a sheet, and where one row ends and the next begins. Of a row only its number is told. */
export function usualCells({ open, text, close }: Required<XmlHandler>): UsualElements {
  return {
    element: 'c',
    parents: ['worksheet', 'sheetData', 'row'],
    pattern: cellOrNextRow,
    tell([, r, s, t, value, inline, row]) {
      if (row !== undefined) {
        close('row');
        open('row', { r: row });
        return;
      }
      open('c', { r, s, t });
      if (value !== undefined) tellText('v', value);
      else if (inline !== undefined) {
        open('is', {});
        tellText('t', inline);
        close('is');
      }
      close('c');
    },
  };

  function tellText(name: string, content: string): void {
    open(name, {});
    text(content);
    close(name);
  }
}

/** The shared strings that are in one piece. */
export function usualStrings({ open, text, close }: Required<XmlHandler>): UsualElements {
  return {
    element: 'si',
    parents: ['sst'],
    pattern: stringInOnePiece,
    tell([, content = '']) {
      open('si', {});
      open('t', {});
      text(content);
      close('t');
      close('si');
    },
  };
}

/** Text that stands for itself: no markup, no line ends to be changed in XML 1.0 or 1.1, whole characters. */
const plainText = String.raw`([^<>&\0-\x1f\x7f-\x9f\u2028\ud800-\udfff\ufffe\uffff]*)`;

const stringInOnePiece = new RegExp(`<si><t(?: xml:space="preserve")?>${plainText}</t></si>`, 'y');

/** Those of a row that programs write, in their order: ECMA-376 part 1, 18.3.1.73. */
const rowAttributes = [
  'spans',
  's',
  'customFormat',
  'ht',
  'hidden',
  'customHeight',
  'outlineLevel',
  'collapsed',
  'x14ac:dyDescent',
]
  .map((name) => `(?: ${name}="[0-9A-Za-z.:]*")?`)
  .join('');
const nextRow = `</row><row r="([0-9]+)"${rowAttributes}>`;
const cellContent = `<v>${plainText}</v>|<is><t>${plainText}</t></is>`;
const cell = `<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?(?:/>|>(?:${cellContent})</c>)`;
const cellOrNextRow = new RegExp(`${cell}|${nextRow}`, 'y');
