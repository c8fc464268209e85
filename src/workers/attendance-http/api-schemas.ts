import { z } from 'zod';
import { ScanId, ScanRequest, verdicts } from '../../core/attendance/schema.js';

/** Seed 001: batches are of 100; more than a thousand would keep everybody else waiting. */
export const mostScans = 1_000;

/** Items are checked one by one, so that a bad one does not spoil its neighbours. */
export const BatchRequest = z
  .array(z.unknown())
  .min(1)
  .max(mostScans)
  .meta({ description: 'Scans, each as for /api/v1/attendance/record', example: [] });

export const ScanParams = z.strictObject({ scanId: ScanId });
export const EventParams = z.strictObject({ id: z.string().max(100) });
/** As ids are stored: whoever compares them need not think of their case. */
const gateId = z.uuid().toLowerCase();
export const GateParams = z.strictObject({ id: gateId });

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const TimelineQuery = z.strictObject({
  gateId: gateId
    .optional()
    .meta({ description: 'Only this gate; a key or token of some gates has to name one of them' }),
  from: instant.optional(),
  until: instant.optional(),
  bucketMinutes: z.coerce.number().int().min(1).max(1440).default(15),
});

/** What follows is documentation: /openapi.json. */

export const ProblemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  verdict: z.enum(verdicts).optional(),
  scanId: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

const Participant = z.object({ registrationNumber: z.string(), name: z.string() });

export const RecordedScan = z.object({
  id: z.uuid(),
  scanId: z.string(),
  verdict: z.literal('accepted'),
  participantId: z.uuid(),
  gateId: z.uuid(),
  timestamp: z.string(),
  method: z.string(),
  direction: z.enum(['in', 'out']).nullable(),
  status: z.literal('confirmed'),
  createdAt: z.string(),
  participant: Participant.optional(),
});

const BatchItem = z.object({
  index: z.number(),
  scanId: z.string().nullable(),
  gate: z.string().nullable(),
  status: z.number(),
  verdict: z.string(),
  replayed: z.boolean(),
  error: z.string().optional(),
  detail: z.string().optional(),
  record: RecordedScan.optional(),
});

export const BatchResponse = z.object({
  total: z.number(),
  successful: z.array(BatchItem),
  failed: z.array(BatchItem),
  duplicates: z.array(BatchItem),
});

export const Annulled = z.object({
  scanId: z.string(),
  status: z.literal('annulled'),
  annulledAt: z.string(),
});

export { ScanRequest };
