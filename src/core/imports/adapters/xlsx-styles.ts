import { readXml } from './xml-reader.js';

/** Tells by the number of a cell's style whether its number is shown as a date or time. */
export type DateStyles = readonly boolean[];

/**
 * ECMA-376 part 1, 18.8.30: dates and times that a workbook does not spell out. Those from 27 on are
 * dates in Korean, Japanese and Chinese.
 */
const builtInDates = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;

export async function readDateStyles(bytes: AsyncIterable<Buffer>): Promise<DateStyles> {
  const ownFormats = new Map<number, string>();
  const formatOfStyle: number[] = [];
  let isInCells = false;
  const parts = readXml(bytes, {
    open(name, attributes) {
      if (name === 'cellXfs') isInCells = true;
      else if (name === 'xf' && isInCells) formatOfStyle.push(Number(attributes.numFmtId ?? 0));
      else if (name === 'numFmt') {
        ownFormats.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      }
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  for await (const _ of parts);
  return formatOfStyle.map((id) => isDateFormat(id, ownFormats.get(id)));
}

function isDateFormat(id: number, own: string | undefined): boolean {
  if (own === undefined) return builtInDates.some(([first, last]) => first <= id && id <= last);
  // Colours, conditions, quoted and escaped characters, and fillers are no parts of a date.
  const letters = own.replace(/\[[^\]]*]|"[^"]*"|[\\_*].|General/gi, '');
  return /[ymdhs]/i.test(letters);
}
