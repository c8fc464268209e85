/** How much of a file evm is willing to read; the first four are configured under `imports`. */
export interface ReadLimits {
  /** Bytes of the file. */
  maxSize: number;
  /** Rows with content, the header not counted. */
  maxRows: number;
  maxColumns: number;
  /** UTF-16 units of one cell. */
  maxCellLength: number;
  /** Bytes of one CSV record, so that an unclosed quote does not swallow the file. */
  maxRecordSize: number;
  xlsx: XlsxLimits;
}

export interface XlsxLimits {
  maxEntries: number;
  /** Bytes that all entries together may unpack to, as declared and as counted. */
  maxUnpacked: number;
  /** Unpacked ÷ packed bytes, judged from `ratioFloor` unpacked bytes on. */
  maxRatio: number;
  ratioFloor: number;
  maxSharedStrings: number;
  /** UTF-16 units of all shared strings together, which take up to two bytes each beside the heap. */
  maxSharedText: number;
  /** MiB of heap for the thread that reads the workbook. */
  maxHeap: number;
}

const mebibyte = 1024 * 1024;

export const defaultReadLimits: ReadLimits = {
  maxSize: 50 * mebibyte,
  maxRows: 1_048_576,
  maxColumns: 256,
  maxCellLength: 32_767,
  maxRecordSize: 4 * mebibyte,
  xlsx: {
    maxEntries: 2_000,
    maxUnpacked: 512 * mebibyte,
    maxRatio: 200,
    ratioFloor: 8 * mebibyte,
    maxSharedStrings: 4_000_000,
    maxSharedText: 128 * mebibyte,
    maxHeap: 512,
  },
};
