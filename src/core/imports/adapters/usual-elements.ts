import type { XmlHandler } from './xml-reader.js';

/**
 * Elements in the spelling of which the parts of a workbook have millions. They are told to the handler by a pattern
 * instead of tag by tag, in a third of the time; the parser sees all others.
 */
export interface UsualElements {
  /** The name of the element behind which they are expected, and of those around it from the root on; as written. */
  behind: string;
  inside: readonly string[];
  /**
   * Sticky. Matches only what the parser would neither refuse there nor change, and leaves elements of the same names
   * open as there were: so the parser need not see it.
   */
  pattern: RegExp;
  /** Tells the handler of a match what the parser would have told, but for attributes that nobody asks for. */
  tell(match: RegExpExecArray): void;
}

/** Text that stands for itself: no markup, no line ends to be changed in XML 1.0 or 1.1, whole characters. */
const text = String.raw`([^<>&\0-\x1f\x7f-\x9f\u2028\ud800-\udfff\ufffe\uffff]*)`;

/** In the order of ECMA-376 part 1, 18.3.1.73, in which programs write them. */
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
];
const optional = (name: string) => `(?: ${name}="[0-9A-Za-z.:]*")?`;
const nextRow = `</row><row r="([0-9]+)"${rowAttributes.map(optional).join('')}>`;
const content = `<v>${text}</v>|<is><t>${text}</t></is>`;
const cell = `<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?(?:/>|>(?:${content})</c>)`;

/** The cells of a sheet, and where one row ends and the next begins. */
export function usualCells({ open, text, close }: Required<XmlHandler>): UsualElements {
  return {
    behind: 'c',
    inside: ['worksheet', 'sheetData', 'row'],
    pattern: new RegExp(`${cell}|${nextRow}`, 'y'),
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
    behind: 'si',
    inside: ['sst'],
    pattern: usualString,
    tell([, content = '']) {
      open('si', {});
      open('t', {});
      text(content);
      close('t');
      close('si');
    },
  };
}

const usualString = new RegExp(`<si><t(?: xml:space="preserve")?>${text}</t></si>`, 'y');
