import type { ListedScan } from './scan-search-repository.js';

/** A scan as `--json` shows it. */
export function scanDocument(scan: ListedScan) {
  return {
    scanId: scan.scanId,
    verdict: scan.verdict,
    timestamp: scan.timestamp.toISOString(),
    receivedAt: scan.receivedAt.toISOString(),
    gate: scan.gateCode,
    method: scan.method,
    direction: scan.direction,
    participantId: scan.participantId,
    registrationNumber: scan.participant?.number ?? null,
    name: scan.participant?.name ?? null,
    recordId: scan.recordId,
    annulledAt: scan.annulledAt?.toISOString() ?? null,
    facts: scan.facts,
  };
}
