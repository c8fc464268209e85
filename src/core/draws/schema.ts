import { z } from 'zod';

/** `evm-draw-v1`: a secret that is committed to; `rfc3797`: public sources alone. */
export const algorithms = ['evm-draw-v1', 'rfc3797'] as const;
export type Algorithm = (typeof algorithms)[number];

/** `voided` is an end, with a reason; what was drawn before stays on record. */
export const drawStatuses = ['committed', 'drawn', 'confirmed', 'voided'] as const;
export type DrawStatus = (typeof drawStatuses)[number];

/** Why a participant is not in a pool, in the order in which it is asked; the first reason counts. */
export const exclusionReasons = [
  'pending',
  'waitlisted',
  'cancelled',
  'not_checked_in',
  'filter',
  'previous_winner',
  'no_weight',
] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

export const poolKinds = ['all', 'checked-in'] as const;
export type PoolKind = (typeof poolKinds)[number];

/** What is fixed with the pool and published with it. */
export interface DrawRules {
  pool: PoolKind;
  excludePreviousWinners: boolean;
  /** Custom responses that are exactly like this; all of them. */
  filters: readonly { field: string; value: string }[];
  /** The field with the number of chances; one chance each without it. */
  weight: string | null;
  /** Who is not there loses the prize to the next alternate. */
  absentWinner: 'next alternate';
}

/** A draw, without its pool and its winners. Hashes, secret and seed in hex. */
export interface Draw {
  id: string;
  eventId: string;
  prize: string;
  algorithm: Algorithm;
  status: DrawStatus;
  count: number;
  alternateCount: number;
  rules: DrawRules;
  /** What the entropy will be, as announced with the commitment. */
  entropySource: string | undefined;
  /** People in the pool, and their chances. */
  people: number;
  units: number;
  excluded: Readonly<Partial<Record<ExclusionReason, number>>>;
  poolHash: string;
  /** None with rfc3797, which has no secret. */
  commit: string | undefined;
  /** Committed and drawn in one step. */
  atOnce: boolean;
  committedBy: string;
  committedAt: Date;
  /** Undefined until it is drawn. */
  outcome: DrawOutcome | undefined;
  voidReason: string | undefined;
  announcementShared: boolean;
}

export interface DrawOutcome {
  /** Empty where there is none. */
  entropy: string;
  secret: string | undefined;
  seed: string | undefined;
  drawnBy: string;
  drawnAt: Date;
}

/** Somebody who was drawn. Name and number as they were then; null once the person is erased. */
export interface DrawnPerson {
  /** In the order of the draw, from 1: winners, then alternates. */
  place: number;
  publicId: string;
  participantId: string | null;
  name: string | null;
  registrationNumber: number | null;
  state: 'winner' | 'alternate' | 'absent';
  /** The place of the absent winner whose prize this one got. */
  replaces: number | null;
  absentAt: Date | null;
}

/** One act in the log of a draw. */
export interface DrawAct {
  act: 'committed' | 'drawn' | 'redrawn' | 'confirmed' | 'voided' | 'announced';
  by: string;
  at: Date;
  reason: string | undefined;
  facts: Readonly<Record<string, unknown>>;
}

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `is ${bytes} bytes in hex`);
const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\n\r]+$/, 'is one line');
const moment = z.iso.datetime({ offset: true });

const anyTranscript = {
  drawId: z.string().min(1).max(200),
  event: z.string(),
  prize: z.string(),
  rules: z.unknown(),
  pool: z.array(id),
  poolHash: hex(32),
  count: z.number().int().min(1),
  alternateCount: z.number().int().min(0),
  entropySource: z.string(),
  committedAt: moment,
  entropy: z.string(),
  winners: z.array(id),
  alternates: z.array(id),
  drawnAt: moment,
  /** Why it was declared void. */
  voided: z.string().optional(),
  /** Absent winners, and who got their prizes. */
  replaced: z.array(z.looseObject({})).optional(),
};

/** A draw of RFC 3797: no secret, the key is in `entropy`. */
const RfcTranscript = z.looseObject({ version: z.literal('rfc3797'), ...anyTranscript });

/**
 * Everything that a stranger needs to compute a draw again; without personal data. A weighted pool lists
 * an id as often as its weight.
 */
const SecretTranscript = z.looseObject({
  version: z.string().refine((version) => version !== 'rfc3797'),
  ...anyTranscript,
  commit: hex(32),
  secret: hex(32),
  seed: hex(32),
});

export type RfcTranscript = z.infer<typeof RfcTranscript>;
export type SecretTranscript = z.infer<typeof SecretTranscript>;
export type Transcript = RfcTranscript | SecretTranscript;

/** The shape for a document of this version; of an unknown one the algorithm's own. */
export function transcriptShape(version: unknown) {
  return version === 'rfc3797' ? RfcTranscript : SecretTranscript;
}
