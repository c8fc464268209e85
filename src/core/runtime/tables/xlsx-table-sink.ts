import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PlainCell, TableSink } from './table-sink.js';

/** What XML 1.0 cannot hold and exceljs does not take out. */
const notXml = /[\uFFFE\uFFFF]/g;

/** A workbook with one sheet, written row by row; texts stay in their cells, which keeps memory flat. */
export async function openXlsxSink(path: string): Promise<TableSink> {
  const { default: exceljs } = await import('exceljs');
  const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await once(stream, 'open');
  const closed = new AbortController();
  stream.once('close', () => closed.abort());
  let failure: unknown;
  stream.on('error', (error) => {
    failure = error;
  });
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useSharedStrings: false });
  const sheet = workbook.addWorksheet('evm');
  return {
    async write(rows) {
      for (const row of rows) sheet.addRow(row.map(xmlCell)).commit();
      await nextTurn();
      if (stream.writableNeedDrain) await once(stream, 'drain', { signal: closed.signal });
      if (failure) throw failure;
    },
    async finish() {
      await workbook.commit();
      if (!stream.closed) await finished(stream);
      await syncFile(path);
    },
    async destroy() {
      stream.destroy();
      // What exceljs still sends fails then, which is no longer of interest.
      if (!stream.closed) await new Promise<void>((resolve) => stream.once('close', resolve));
    },
  };
}

function xmlCell(cell: PlainCell): PlainCell {
  return typeof cell === 'string' ? cell.toWellFormed().replace(notXml, '') : cell;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
