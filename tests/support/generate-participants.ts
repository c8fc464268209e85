import { createSeededRandom } from '../../src/core/runtime/random.js';

export interface GeneratedParticipant {
  name: string;
  email: string;
  /** As people type it; empty for about one in twelve. */
  phone: string;
  /** The same number in E.164; empty when there is none. */
  phoneE164: string;
  birthDate: string;
  company: string;
  department: string;
  position: string;
}

const columns = [
  ['이름', 'name'],
  ['이메일', 'email'],
  ['휴대폰', 'phone'],
  ['생년월일', 'birthDate'],
  ['회사', 'company'],
  ['부서', 'department'],
  ['직책', 'position'],
] as const satisfies readonly (readonly [string, keyof GeneratedParticipant])[];

/** `count` valid participants with distinct addresses; the same for the same seed. */
export function* generateParticipants(options: {
  seed: number;
  count: number;
}): Generator<GeneratedParticipant> {
  const choose = createChooser(options.seed);
  for (let index = 0; index < options.count; index++) {
    const latin = choose.number(10) < 3;
    const digits = `10${String(choose.number(100_000_000)).padStart(8, '0')}`;
    const reachable = choose.number(12) > 0;
    yield {
      name: latin ? latinName(choose) : koreanName(choose),
      email: `${choose.from(mailNames)}${index}@${choose.from(domains)}`,
      phone: reachable ? choose.from(phoneSpellings)(digits) : '',
      phoneE164: reachable ? `+82${digits}` : '',
      birthDate: birthDate(choose),
      company: choose.from(companies),
      department: choose.from(departments),
      position: choose.from(positions),
    };
  }
}

/** The rows as CSV text in chunks, with a Korean header row and CRLF; UTF-8 without a BOM. */
export function* participantsCsv(rows: Iterable<GeneratedParticipant>): Generator<string> {
  let chunk = `${columns.map(([header]) => header).join(',')}\r\n`;
  for (const row of rows) {
    chunk += `${columns.map(([, field]) => quote(row[field])).join(',')}\r\n`;
    if (chunk.length < 64 * 1024) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

const surnames = [...'김이박최정강조윤장임한오서신권황안송류홍'];
const syllables = [...'민서지현준우예은도윤하시연수아진영재호혜원석경미선태형'];
const firstNames = ['Anna', 'Björn', 'Chloé', 'David', 'Elif', 'Jürgen', 'María', "D'Arcy", 'Zoë'];
const lastNames = ['Smith', 'Müller', 'García', "O'Neil", 'Łukasz', 'van der Berg', 'Nguyễn'];
const mailNames = ['minsu.kim', 'jiwon', 'hong_gd', 'anna.smith', 'dev+event', 'contact', 'y.park'];
const domains = ['naver.com', 'gmail.com', 'example.co.kr', 'daum.net', 'sub.example.org'];
const companies = ['가람소프트', '한빛전자', 'Acme, Inc.', '푸른은행', 'Blue "Sky" Labs', ''];
const departments = ['개발팀', '기획팀', 'Sales', '연구소', 'R&D', ''];
const positions = ['사원', '대리', '과장', 'CTO', 'Engineer', ''];

/** From the national number without its leading zero, `1012345678`. */
const phoneSpellings: readonly ((digits: string) => string)[] = [
  (digits) => `0${group(digits, '-')}`,
  (digits) => `0${digits}`,
  (digits) => `0${group(digits, ' ')}`,
  (digits) => `0${group(digits, '.')}`,
  (digits) => `+82 ${group(digits, '-')}`,
  (digits) => `+82${digits}`,
  // What a spreadsheet leaves of a number typed without an apostrophe.
  (digits) => digits,
];

interface Chooser {
  /** A whole number from 0 up to, and without, `limit`. */
  number(limit: number): number;
  from<Value>(values: readonly Value[]): Value;
}

function createChooser(seed: number): Chooser {
  const random = createSeededRandom(seed);
  const number = (limit: number) => random.bytes(4).readUInt32BE() % limit;
  return {
    number,
    from: <Value>(values: readonly Value[]) => values[number(values.length)] as Value,
  };
}

function koreanName(choose: Chooser): string {
  return choose.from(surnames) + choose.from(syllables) + choose.from(syllables);
}

function latinName(choose: Chooser): string {
  return `${choose.from(firstNames)} ${choose.from(lastNames)}`;
}

function birthDate(choose: Chooser): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${1955 + choose.number(50)}-${pad(1 + choose.number(12))}-${pad(1 + choose.number(28))}`;
}

function group(digits: string, separator: string): string {
  return [digits.slice(0, 2), digits.slice(2, 6), digits.slice(6)].join(separator);
}

function quote(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
