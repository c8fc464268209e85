import { hash } from 'node:crypto';
import type { DeviceInfo, ScanDirection, ScanLocation, ScanMethod, ScanRequest } from './schema.js';

/** Whom a scan is about, as far as the request alone tells. */
export type ScannedTicket =
  | { kind: 'participant'; id: string }
  /** `copy` is known of a signed payload; a code that somebody typed is as good as the newest copy. */
  | { kind: 'code'; code: string; copy: number | undefined }
  | { kind: 'refused'; verdict: 'invalid_signature' | 'wrong_event' | 'unknown_ticket' };

/** A scan, read and checked as far as that goes without the record. */
export interface Scan {
  scanId: string;
  /** As `fingerprintOf` makes it. */
  fingerprint: string;
  ticket: ScannedTicket;
  gate: { id: string } | { code: string };
  at: Date;
  method: ScanMethod;
  direction: ScanDirection | undefined;
  location: ScanLocation | undefined;
  deviceInfo: DeviceInfo | undefined;
  caller: ScanCaller;
  /** A device collected it, or a file has it: it comes later than it was made. */
  isCollected: boolean;
  /** `performance.now()` when the request arrived. */
  arrivedAt: number;
}

/** Who reports scans: a key or token, or a person at this terminal. */
export interface ScanCaller {
  /** Of the access key; undefined for a terminal. */
  keyId: string | undefined;
  /** Only these gates; all when empty. */
  gateIds: readonly string[];
}

/** SHA-256 in hex of all that a request asks for, however its fields were ordered or its time written. */
export function fingerprintOf(request: ScanRequest): string {
  const { participantId, ticket, gateId, gate, timestamp, method } = request;
  const { direction, location, deviceInfo } = request;
  const parts = [
    participantId?.toLowerCase(),
    ticket,
    gateId?.toLowerCase(),
    gate,
    Date.parse(timestamp),
    method,
    direction,
    location && [location.lat, location.lng, location.accuracy],
    deviceInfo && [deviceInfo.deviceId, deviceInfo.name, deviceInfo.platform, deviceInfo.version],
  ];
  return hash('sha256', JSON.stringify(parts), 'hex');
}
