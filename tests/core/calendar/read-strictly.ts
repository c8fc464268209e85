import { TextDecoder } from 'node:util';

/** A content line (RFC 5545, 3.1), its value as written. */
export interface ContentLine {
  /** The components around it, outermost first: `VCALENDAR`, `VEVENT`. */
  inside: readonly string[];
  name: string;
  parameters: Readonly<Record<string, string>>;
  value: string;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const linePattern = /^([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\p{Cc}]*"|[^";:,\p{Cc}]*))*):([^\r\n]*)$/u;

/**
 * Reads a file by the letter of RFC 5545, and knows nothing of any library: throws for a bare CR or LF, a
 * line over 75 octets, a character that is cut in two, a control character, a line that is no content
 * line, components that do not nest, or a property too many.
 */
export function readStrictly(text: string): ContentLine[] {
  const bytes = Buffer.from(text);
  if (!text.endsWith('\r\n')) throw new Error('the last line has no end');
  const physical = splitLines(bytes);
  const logical: string[] = [];
  for (const line of physical) {
    if (line.length > 75) throw new Error(`${line.length} octets: ${line}`);
    const part = strictUtf8.decode(line);
    if (!part.startsWith(' ')) logical.push(part);
    else logical.push(`${logical.pop()}${part.slice(1)}`);
  }
  const open: string[] = [];
  const lines: ContentLine[] = [];
  for (const line of logical) {
    const [, name, parameters, value] = linePattern.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no content line: ${line}`);
    if (/[^\P{Cc}\t]/u.test(value)) throw new Error(`a control character: ${line}`);
    if (name === 'END' && open.pop() !== value) throw new Error(`${value} does not nest`);
    lines.push({ inside: [...open], name, value, parameters: readParameters(parameters ?? '') });
    if (name === 'BEGIN') open.push(value);
  }
  if (open.length > 0) throw new Error(`${open} is not closed`);
  refuseRepeated(lines);
  return lines;
}

/** The values of a property of the event, as written. */
export function valuesOf(text: string, name: string, component = 'VEVENT'): string[] {
  return readStrictly(text)
    .filter((line) => line.name === name && line.inside.at(-1) === component)
    .map(({ value }) => value);
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === 10) throw new Error('a bare LF');
    if (bytes[at] !== 13) continue;
    if (bytes[at + 1] !== 10) throw new Error('a bare CR');
    lines.push(bytes.subarray(start, at));
    at += 1;
    start = at + 1;
  }
  return lines;
}

function readParameters(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/;([A-Z-]+)=("[^"]*"|[^;:]*)/g)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value?.replace(/^"|"$/g, '')]));
}

const once = ['UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'SEQUENCE', 'SUMMARY', 'STATUS', 'URL', 'GEO'];

function refuseRepeated(lines: readonly ContentLine[]): void {
  const events = lines.filter(({ name, value }) => name === 'BEGIN' && value === 'VEVENT').length;
  for (const name of once) {
    const found = lines.filter((line) => line.name === name && line.inside.at(-1) === 'VEVENT');
    if (found.length > events) throw new Error(`${name} ${found.length} times`);
  }
}
