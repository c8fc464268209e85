import type { Scan } from '../../core/attendance/scan.js';
import type { ScanResult } from '../../core/attendance/schema.js';
import type { Service } from './service.js';

/**
 * Has scans recorded, together with those of others; their results are committed. Undefined when there are
 * too many under way, and nothing was done. Throws LateError when it takes too long: then nobody knows, and
 * the same request asks.
 */
export async function submitScans(
  { admission, gatherer, inTime }: Pick<Service, 'admission' | 'gatherer' | 'inTime'>,
  eventId: string,
  scans: readonly Scan[],
): Promise<ScanResult[] | undefined> {
  if (!admission.enter(scans.length)) return undefined;
  const work = gatherer.submit(eventId, scans).finally(() => admission.leave(scans.length));
  return await inTime(work);
}
