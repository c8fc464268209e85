import { z } from 'zod';

/** How a ticket was read: by a beacon, from its QR code, or by a person at a desk. */
export const ScanMethod = z.enum(['ble_auto', 'qr_scan', 'manual']);
export type ScanMethod = z.infer<typeof ScanMethod>;

export const ScanDirection = z.enum(['in', 'out']);
export type ScanDirection = z.infer<typeof ScanDirection>;

const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // Half of a surrogate pair is no character, and the database refuses it.
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'has no control characters');

/** No clock is that wrong; and a year that the database cannot hold would fail late. */
const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => /^(?:19[7-9]|2[01])\d/.test(text), 'is between 1970 and 2199');

/** A scan id: chosen by the device, unique in its event. */
export const ScanId = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,100}$/, 'is 1 to 100 of A-Z a-z 0-9 . _ : -');

export const ScanLocation = z.strictObject({
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
  /** Metres. */
  accuracy: z.number().min(0).optional(),
});
export type ScanLocation = z.infer<typeof ScanLocation>;

export const DeviceInfo = z.strictObject({
  deviceId: line(100).optional(),
  name: line(100).optional(),
  platform: line(50).optional(),
  version: line(50).optional(),
});
export type DeviceInfo = z.infer<typeof DeviceInfo>;

/**
 * What a scanner reports (seed 002, `AttendanceRequest`): who, by id or by ticket (the text of the QR code
 * or the code that people read), at which gate (id or code), and when by its own clock.
 */
export const ScanRequest = z
  .strictObject({
    participantId: z.uuid().optional(),
    ticket: line(200).optional(),
    gateId: z.uuid().optional(),
    gate: line(64).optional(),
    timestamp: instant,
    method: ScanMethod,
    scanId: ScanId.optional(),
    direction: ScanDirection.optional(),
    location: ScanLocation.optional(),
    deviceInfo: DeviceInfo.optional(),
  })
  .refine(
    ({ participantId, ticket }) => (participantId === undefined) !== (ticket === undefined),
    'needs participantId or ticket, one of them',
  )
  .refine(
    ({ gateId, gate }) => (gateId === undefined) !== (gate === undefined),
    'needs gateId or gate, one of them',
  );
export type ScanRequest = z.infer<typeof ScanRequest>;

/** What became of a scan; one reason each. */
export const verdicts = [
  'accepted',
  'checkin_disabled',
  'duplicate',
  'already_inside',
  'not_inside',
  'superseded_copy',
  'unknown_ticket',
  'unknown_gate',
  'gate_inactive',
  'gate_not_allowed',
  'not_active',
  'waitlisted',
  'cancelled',
  'outside_window',
  'invalid_signature',
  'wrong_event',
] as const;
export type Verdict = (typeof verdicts)[number];

/** Facts about a verdict, for people and scanners; never personal data. */
export type VerdictFacts = Readonly<Record<string, string | number>>;

/** The answer to a scan, which is the same whenever the scan is sent again. */
export interface ScanAnswer {
  scanId: string;
  verdict: Verdict;
  facts: VerdictFacts;
  participantId: string | null;
  gateId: string | null;
  /** Of the attendance record, when it was accepted. */
  recordId: string | null;
  method: ScanMethod;
  direction: ScanDirection | null;
  timestamp: Date;
  receivedAt: Date;
  annulledAt: Date | null;
}

/** Whose ticket it is, for whoever stands at the gate. */
export interface ScannedPerson {
  registrationNumber: string;
  name: string;
}

export type ScanResult =
  | {
      kind: 'answered';
      answer: ScanAnswer;
      /** It was answered before. */
      isRepeated: boolean;
      person: ScannedPerson | undefined;
    }
  /** The id was used for another scan. */
  | { kind: 'mismatch'; scanId: string }
  /** The key or token with which it came is not valid any more. */
  | { kind: 'revoked'; scanId: string };
