import type { EventPublicKey } from '../tickets/event-key.js';
import { judgeOffline } from '../tickets/judge-ticket.js';
import { parseTicketCode } from '../tickets/ticket-code.js';
import { decodeTicketPayload } from '../tickets/ticket-payload.js';
import { fingerprintOf, type Scan, type ScanCaller, type ScannedTicket } from './scan.js';
import type { ScanRequest } from './schema.js';

/**
 * A checked request as a scan. What can be decided without the record is decided: the signature of a
 * ticket. Pure.
 * @param options.keys of the event
 * @param options.scanId used when the request has none
 */
export function readScan(
  request: ScanRequest,
  options: {
    keys: readonly EventPublicKey[];
    scanId: string;
    caller: ScanCaller;
    arrivedAt: number;
    isCollected?: boolean;
  },
): Scan {
  const { participantId, ticket, gateId, gate, timestamp, method } = request;
  return {
    scanId: request.scanId ?? options.scanId,
    fingerprint: fingerprintOf(request),
    ticket:
      participantId === undefined
        ? readTicket(ticket ?? '', options.keys)
        : { kind: 'participant', id: participantId.toLowerCase() },
    gate: gateId === undefined ? { code: gate ?? '' } : { id: gateId.toLowerCase() },
    at: new Date(timestamp),
    method,
    direction: request.direction,
    location: request.location,
    deviceInfo: request.deviceInfo,
    caller: options.caller,
    isCollected: options.isCollected ?? false,
    arrivedAt: options.arrivedAt,
  };
}

function readTicket(text: string, keys: readonly EventPublicKey[]): ScannedTicket {
  const code = parseTicketCode(text);
  if (code !== undefined) return { kind: 'code', code, copy: undefined };
  const payload = text.trim();
  const { verdict } = judgeOffline(keys, payload);
  if (verdict === 'wrong_event' || verdict === 'invalid_signature')
    return { kind: 'refused', verdict };
  const decoded = decodeTicketPayload(payload);
  if (verdict !== 'valid' || !decoded) return { kind: 'refused', verdict: 'unknown_ticket' };
  return { kind: 'code', code: decoded.ticketCode, copy: decoded.copy };
}
