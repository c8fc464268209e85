import { z } from 'zod';
import type { LedgerState } from '../runtime/ledger/ledger-contract.js';

/** How a printer is reached. */
export const PrinterConnection = z.discriminatedUnion('kind', [
  /** Raw TCP, as print servers and label printers listen on port 9100. */
  z.strictObject({
    kind: z.literal('network'),
    host: z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'a host name or address'),
    port: z.number().int().min(1).max(65_535),
  }),
  /** A device of the machine on which the worker runs, such as /dev/usb/lp0. */
  z.strictObject({
    kind: z.literal('device'),
    path: z.string().regex(/^\/dev\/[A-Za-z0-9._/-]{1,200}$/, 'a path below /dev'),
  }),
  /** A queue of CUPS, fed through `lp`. */
  z.strictObject({
    kind: z.literal('cups'),
    queue: z.string().regex(/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,126}$/, 'the name of a CUPS queue'),
  }),
  /** A file to which each badge is appended, for another program to print. */
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1).max(1_000) }),
]);
export type PrinterConnection = z.infer<typeof PrinterConnection>;

export const printerLanguages = ['escpos', 'brother-ql', 'zpl'] as const;
export type PrinterLanguage = (typeof printerLanguages)[number];

/** What a printer understands and what is in it. */
export const PrinterProfile = z.strictObject({
  language: z.enum(printerLanguages),
  /** Dots to the inch. */
  dpi: z.number().int().min(100).max(600),
  /** Dots that it can print side by side. */
  width: z.number().int().min(16).max(4_096),
  /** The roll in a Brother QL: `62`, `62x100`. */
  label: z.string().max(20).optional(),
  cutter: z.enum(['none', 'full', 'partial']),
  /** `text`: letters of the printer's own, in CP949, instead of a picture; ESC/POS alone. */
  mode: z.enum(['raster', 'text']),
  /** `none`: it never answers, so a badge counts as printed when the line has taken all of it. */
  status: z.enum(['read', 'none']),
});
export type PrinterProfile = z.infer<typeof PrinterProfile>;

/** A printer as it is kept; `state` to `reason` are of its ledger row. */
export interface Printer {
  id: string;
  name: string;
  connection: PrinterConnection;
  profile: PrinterProfile;
  state: LedgerState;
  reason: string | null;
}

/**
 * `queued` waits; `claimed` is being made; `sending` may have reached the paper. The others are ends:
 * `failed` and `cancelled` have sent no byte, `unknown` may or may not have come out.
 */
export const printJobStates = [
  'queued',
  'claimed',
  'sending',
  'confirmed',
  'failed',
  'unknown',
  'cancelled',
] as const;
export type PrintJobState = (typeof printJobStates)[number];

export type PrintOccasion = 'batch' | 'check_in' | 'reprint' | 'pdf';

/** One badge of one copy, to be printed once. */
export interface PrintJob {
  id: string;
  eventId: string;
  participantId: string;
  copy: number;
  printerId: string;
  template: string | undefined;
  /** Name of the gate at which it is printed. */
  gate: string | undefined;
  attempts: number;
}

/** Why a printer does not print now. */
export type PrinterProblem =
  | 'paper_out'
  | 'cover_open'
  | 'offline'
  | 'error'
  | 'wrong_media'
  | 'garbage'
  | 'silent';

/** Somebody who was let in at a gate. */
export interface Arrival {
  participantId: string;
  gateId: string;
}
