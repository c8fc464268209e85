/**
 * Badges a second on one core: `npm run bench:badges [-- count dpi]`. Signs, draws and encodes badges of
 * 62 × 100 mm with names that differ, and says how much memory that takes at the beginning and at the end. Time is that of
 * the processor, because what else runs on a machine is not this program's.
 */
import { generateKeyPairSync } from 'node:crypto';
import { prepareRasteriser } from '../src/core/badges/rasterise-badge.js';
import { sampleBadge } from '../src/core/badges/sample-badge.js';
import type { Badge } from '../src/core/badges/schema.js';
import { label62x100 } from '../src/core/badges/templates/label-62x100.js';
import { languages } from '../src/core/printing/languages/languages.js';
import type { PrinterProfile } from '../src/core/printing/schema.js';
import { encodeTicketPayload } from '../src/core/tickets/ticket-payload.js';

const [count = 2_000, dpi = 300] = process.argv.slice(2).map(Number);
const surnames = [...'김이박최정강조윤장임한오서신권황안송전홍'];
const syllables = [...'민준서연지우도윤하은예준시우주원소율건우현수아린'];
const companies = [
  '네이버',
  '한국전자통신연구원',
  'Acme Corporation',
  '株式会社東京',
  '주식회사 카카오',
];
const { privateKey } = generateKeyPairSync('ed25519');
const key = { privateKey, tag: Buffer.alloc(6) } as Parameters<typeof encodeTicketPayload>[0];

function badge(index: number): Badge {
  const pick = <Item>(list: readonly Item[], at: number) => list[at % list.length] as Item;
  const name = pick(surnames, index) + pick(syllables, index * 7) + pick(syllables, index * 13 + 5);
  const fields = { ...sampleBadge.fields, name, number: `#${index}` };
  const ticketCode = String(10_000_000 + index)
    .padStart(10, 'A')
    .replaceAll(/[01]/g, 'B');
  return {
    fields: { ...fields, company: pick(companies, index) },
    qr: encodeTicketPayload(key, { ticketCode, copy: 1 }),
  };
}

const { event = '', date = '' } = sampleBadge.fields;
const rasterise = await prepareRasteriser(label62x100, { dpi, fixed: { event, date } });
const common = { dpi, cutter: 'full', mode: 'raster', status: 'none' } as const;
const profiles: PrinterProfile[] = [
  { ...common, language: 'brother-ql', width: 696, label: '62' },
  { ...common, language: 'escpos', width: 732 },
  { ...common, language: 'zpl', width: 732 },
];

const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);
for (const profile of profiles) {
  const make = async (index: number) => {
    const { bitmap } = await rasterise(badge(index));
    return languages[profile.language].encode(bitmap, profile).length;
  };
  for (let index = 0; index < 100; index++) await make(index);
  const memory = [megabytes()];
  const began = { cpu: process.cpuUsage(), wall: performance.now() };
  for (let index = 1; index <= count; index++) {
    await make(index);
    if (index % Math.ceil(count / 4) === 0) memory.push(megabytes());
  }
  const { user, system } = process.cpuUsage(began.cpu);
  const cpuSeconds = (user + system) / 1e6;
  const seconds = (performance.now() - began.wall) / 1000;
  console.log(
    `${profile.language}: ${count} badges of 62 × 100 mm at ${dpi} dpi, ` +
      `${Math.round(count / cpuSeconds)}/s of processor time, ` +
      `${Math.round(count / seconds)}/s by the clock; memory ${memory.join(' → ')} MB`,
  );
}
