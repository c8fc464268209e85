import type { Bitmap } from '../../../src/core/badges/bitmap.js';
import { openLink } from '../../../src/core/printing/adapters/open-link.js';
import type { Patience } from '../../../src/core/printing/converse.js';
import { feedPrinter, type PrintingTools } from '../../../src/core/printing/feed-printer.js';
import { printerLedger } from '../../../src/core/printing/jobs.js';
import { languages } from '../../../src/core/printing/languages/languages.js';
import { addPrinter } from '../../../src/core/printing/manage-printers.js';
import type { PrinterInput } from '../../../src/core/printing/plan-printer.js';
import { type PrintRequest, queueBadges } from '../../../src/core/printing/queue-badges.js';
import type {
  Printer,
  PrinterLanguage,
  PrinterProfile,
  PrintJobState,
} from '../../../src/core/printing/schema.js';
import { settleFailure } from '../../../src/core/runtime/ledger/settle-claim.js';
import { claimOne } from '../../support/claim-one.js';
import type { TestContext } from '../../support/database.js';
import type { VirtualPrinter } from '../../support/virtual-printer.js';

/** A printer of its kind as one buys it. */
export function profileOf(language: PrinterLanguage): PrinterProfile {
  const common = { language, cutter: 'full', mode: 'raster', status: 'read' } as const;
  switch (language) {
    case 'escpos':
      return { ...common, dpi: 203, width: 576 };
    case 'brother-ql':
      return { ...common, dpi: 300, width: 696, label: '62' };
    default:
      return { ...common, dpi: 203, width: 812 };
  }
}

/** Dots without any order, the same each time. */
export function randomBitmap({ width, height }: { width: number; height: number }): Bitmap {
  const stride = Math.ceil(width / 8);
  const data = new Uint8Array(stride * height);
  let seed = 12_345;
  for (let at = 0; at < data.length; at++) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    data[at] = (seed >> 16) & 0xff;
  }
  const beyond = stride * 8 - width;
  for (let y = 1; y <= height; y++) {
    data[y * stride - 1] = (data[y * stride - 1] as number) & (0xff << beyond);
  }
  return { width, height, data };
}

/** Nothing here waits for the clock: what a test is about comes long before. */
export const longPatience: Patience = {
  connectMs: 60_000,
  answerMs: 60_000,
  badgeMs: 60_000,
  pollMs: 1,
};

/** A badge of so few dots that every byte of it can be tried. */
export const smallBitmap = randomBitmap({ width: 16, height: 2 });

/** Prints the same few dots for everybody, without fonts and keys. */
export function toolsFor(changes: Partial<PrintingTools> = {}): PrintingTools {
  return {
    patience: longPatience,
    openLink: async ({ connection }) => await openLink(connection, longPatience),
    createPress:
      (_, { profile }) =>
      async () => ({
        kind: 'bytes',
        bytes: languages[profile.language].encode(smallBitmap, profile),
      }),
    ...changes,
  };
}

/** A printer of the record at the other end of which the virtual one is. */
export async function plugIn(
  context: TestContext,
  virtual: Pick<VirtualPrinter, 'host' | 'port'>,
  input: Partial<PrinterInput> & Pick<PrinterInput, 'language'>,
): Promise<Printer> {
  return await addPrinter(context, {
    name: `printer-${context.random.bytes(6).toString('hex')}`,
    host: `${virtual.host}:${virtual.port}`,
    ...(input.language === 'brother-ql' ? {} : { width: 16 }),
    ...input,
  });
}

/** Queues a badge for each of these people, in the order of their numbers. */
export async function queueFor(
  context: TestContext,
  request: Pick<PrintRequest, 'event' | 'printer'> & Partial<PrintRequest>,
): Promise<number> {
  return await queueBadges(context, {
    fields: [],
    order: 'number',
    askedBy: 'tester',
    ...request,
  });
}

/** Claims the printer when it has something to print, and feeds it once; what is thrown is settled. */
export async function feedOnce(
  context: TestContext,
  printer: Pick<Printer, 'id'>,
  tools: PrintingTools = toolsFor(),
): Promise<'fed' | 'idle' | 'paused' | 'error'> {
  const { database } = context;
  await database
    .knex('printers')
    .where({ id: printer.id, state: 'pending' })
    .update({ not_before: new Date(0) });
  const claim = await claimOne(context, printerLedger, printer.id);
  if (!claim) return 'idle';
  const { signal } = new AbortController();
  try {
    return (await feedPrinter(context, tools, claim, { signal })) === 'postponed'
      ? 'paused'
      : 'fed';
  } catch (error) {
    await settleFailure(database, printerLedger, { claim, error });
    return 'error';
  }
}

/** The badges of a printer as they stand, in the order in which they were queued. */
export async function badgesOf(
  context: TestContext,
  { id }: Pick<Printer, 'id'>,
): Promise<
  {
    state: PrintJobState;
    copy: number;
    reason: string | null;
    participant_id: string;
    id: string;
  }[]
> {
  return await context.database
    .knex('print_jobs')
    .where({ printer_id: id })
    .orderBy('ordinal')
    .select('id', 'state', 'copy', 'reason', 'participant_id');
}
