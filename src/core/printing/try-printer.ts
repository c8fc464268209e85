import { findBuiltInBadgeTemplate } from '../badges/find-badge-template.js';
import { prepareRasteriser } from '../badges/rasterise-badge.js';
import { sampleBadge } from '../badges/sample-badge.js';
import type { Context } from '../runtime/context.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { borrowPrinter, returnPrinter } from './borrow-repository.js';
import { askPrinter, listens, sendBadge } from './converse.js';
import { printingErrors } from './errors.js';
import type { PrintingTools } from './feed-printer.js';
import { encodeEscposText } from './languages/escpos-text.js';
import { languages } from './languages/languages.js';
import { describeProblem } from './printer-problems.js';
import type { Printer } from './schema.js';

/** What a printer says of itself. `answers` is false where it is never asked. */
export interface PrinterAnswer {
  answers: boolean;
  isReady: boolean;
  /** Why it is not. */
  reason: string | null;
}

/**
 * Asks a printer how it is, while no worker prints on it; with `print`, prints a sample badge that no gate
 * lets in. Errors: PRINTER_BUSY; of a test also PRINTER_NOT_READY.
 */
export async function tryPrinter(
  context: Context,
  tools: Pick<PrintingTools, 'openLink' | 'patience'>,
  { printer, print, template }: { printer: Printer; print: boolean; template?: string | undefined },
): Promise<PrinterAnswer> {
  const claim: Claim = {
    ...{ id: printer.id, token: context.ids.next(), attempts: 0, crashes: 0 },
    leaseSeconds: 60,
  };
  const { name } = printer;
  const before = await borrowPrinter(context.database, claim);
  if (!before) throw printingErrors.printerBusy({ name });
  try {
    return await converse(tools, { printer, print, template });
  } finally {
    await returnPrinter(context.database.knex, claim, before);
  }
}

async function converse(
  tools: Pick<PrintingTools, 'openLink' | 'patience'>,
  { printer, print, template }: { printer: Printer; print: boolean; template?: string | undefined },
): Promise<PrinterAnswer> {
  const { name, profile } = printer;
  const bytes = print ? await makeSample(printer, template) : undefined;
  let link: Awaited<ReturnType<PrintingTools['openLink']>>;
  try {
    link = await tools.openLink(printer);
  } catch {
    const reason = describeProblem('offline');
    if (print) throw printingErrors.printerNotReady({ name, reason });
    return { answers: false, isReady: false, reason };
  }
  try {
    const language = languages[profile.language];
    const conversation = { link, language, profile, patience: tools.patience };
    const answers = listens(conversation);
    const problem = await askPrinter(conversation);
    const reason = problem === undefined ? null : describeProblem(problem);
    if (!bytes) return { answers, isReady: reason === null, reason };
    if (reason !== null) throw printingErrors.printerNotReady({ name, reason });
    const fate = await sendBadge(conversation, bytes);
    if (fate.kind === 'confirmed') return { answers, isReady: true, reason: null };
    throw printingErrors.printerNotReady({ name, reason: fate.reason });
  } finally {
    link.destroy();
  }
}

async function makeSample({ profile }: Printer, name: string | undefined): Promise<Buffer> {
  if (profile.mode === 'text') return encodeEscposText(sampleBadge, profile);
  const { template } = findBuiltInBadgeTemplate(name);
  const rasterise = await prepareRasteriser(template, { dpi: profile.dpi });
  const { bitmap } = await rasterise(sampleBadge);
  return languages[profile.language].encode(bitmap, profile);
}
