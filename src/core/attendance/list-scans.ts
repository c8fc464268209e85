import type { Context } from '../runtime/context.js';
import { openTableWriter } from '../runtime/tables/write-table.js';
import {
  type ListedScan,
  pageScans,
  type ScanFilter,
  searchScans,
} from './scan-search-repository.js';

/** The newest scans of an event, whatever became of them. */
export async function listScans(
  { database }: Pick<Context, 'database'>,
  filter: ScanFilter,
  { limit }: { limit: number },
): Promise<ListedScan[]> {
  return await searchScans(database.knex, filter, limit);
}

const pageSize = 1000;

/** All scans of an event, by their ids; memory stays flat. */
export async function* eachScan(
  { database }: Pick<Context, 'database'>,
  filter: ScanFilter,
): AsyncGenerator<ListedScan> {
  let afterScanId = '';
  for (;;) {
    const page = await pageScans(database.knex, filter, { afterScanId, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    afterScanId = last.scanId;
  }
}

const headers = [
  'scan_id',
  'verdict',
  'timestamp',
  'received_at',
  'gate',
  'method',
  'direction',
  'registration_number',
  'name',
  'annulled_at',
];

/** Writes the scans of an event into a .csv or .xlsx file, which appears when it is complete. */
export async function exportScans(
  context: Pick<Context, 'database'>,
  { path, ...filter }: ScanFilter & { path: string },
): Promise<{ rows: number }> {
  const writer = await openTableWriter(path, headers);
  let rows = 0;
  try {
    for await (const scan of eachScan(context, filter)) {
      await writer.write([toCells(scan)]);
      rows += 1;
    }
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return { rows };
}

function toCells(scan: ListedScan) {
  return [
    scan.scanId,
    scan.verdict,
    scan.timestamp.toISOString(),
    scan.receivedAt.toISOString(),
    scan.gateCode,
    scan.method,
    scan.direction,
    scan.participant?.number ?? null,
    scan.participant?.name ?? null,
    scan.annulledAt?.toISOString() ?? null,
  ];
}
