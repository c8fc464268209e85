import { open } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import type { PlainCell, TableSink } from './table-sink.js';

/** CSV as Excel expects it: UTF-8 with a byte order mark, commas, CRLF. */
export async function openCsvSink(path: string): Promise<TableSink> {
  const file = await open(path, 'wx', 0o600);
  await file.writeFile('\uFEFF');
  let closed = false;
  return {
    async write(rows) {
      const text = stringify(
        rows.map((row) => row.map(cellText)),
        // With CRLF between records, the library leaves a lone line feed in a cell unquoted.
        { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
      );
      await file.writeFile(text);
    },
    async finish() {
      await file.sync();
      closed = true;
      await file.close();
    },
    async destroy() {
      if (!closed) await file.close();
      closed = true;
    },
  };
}

function cellText(cell: PlainCell): string {
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return String(cell);
}
