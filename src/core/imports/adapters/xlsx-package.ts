import { crc32, createInflateRaw } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { XlsxLimits } from '../read-limits.js';
import { ReadFailed } from './read-failure.js';

/** The zip container of a workbook, opened within limits. */
export interface XlsxPackage {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** The bytes of a part; all parts together yield at most `maxUnpacked` bytes. */
  read(name: string): AsyncIterable<Buffer>;
  /** A small part as text. */
  readText(name: string): Promise<string>;
}

const longestText = 16 * 1024 * 1024;
/** Of unpacked bytes: larger ones cost less, smaller ones make fewer rows wait in memory for their turn. */
const pieceBytes = 32 * 1024;
/** Unpacked at one go: that is done by another thread, and where all cores are busy each hand-over waits for one. */
const unpackedAtOnce = 4 * pieceBytes;

/**
 * Opens a zip file and refuses it, before anything is unpacked, for too many entries, a declared
 * size or ratio beyond the limits, encryption, or names that occur twice. While parts are read,
 * the bytes that really come out are counted again, because headers can lie. Throws `ReadFailed`.
 */
export async function openXlsxPackage(bytes: Buffer, limits: XlsxLimits): Promise<XlsxPackage> {
  const zip = await openZip(bytes);
  const entries = await listEntries(zip, limits);
  checkDeclaredSizes(entries, limits);
  let unpacked = 0;

  async function* read(name: string): AsyncGenerator<Buffer> {
    const entry = entries.get(name.toLowerCase());
    if (!entry) throw damaged(`the part ${name} is missing`);
    let size = 0;
    let checksum = 0;
    for await (const piece of unpack(await packedBytes(zip, entry, bytes), entry)) {
      size += piece.length;
      if (size > entry.uncompressedSize) {
        throw new ReadFailed({ kind: 'unpacks_too_large', reason: 'more than it declares' });
      }
      unpacked += piece.length;
      if (unpacked > limits.maxUnpacked) throw tooLarge(limits.maxUnpacked);
      checksum = crc32(piece, checksum);
      yield piece;
    }
    if (size < entry.uncompressedSize) throw damaged(`${name} is shorter than it declares`);
    if (checksum !== entry.crc32) throw damaged(`the checksum of ${name} is wrong`);
  }

  return {
    names: [...entries.values()].map((entry) => entry.fileName),
    has: (name) => entries.has(name.toLowerCase()),
    read: (name) => translateErrors(read(name)),
    async readText(name) {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of translateErrors(read(name))) {
        size += chunk.length;
        if (size > longestText) throw tooLarge(longestText);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

async function openZip(bytes: Buffer): Promise<ZipFile> {
  try {
    return await yauzl.fromBufferPromise(bytes, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw damaged('its list of contents is cut off or wrong', error);
  }
}

async function listEntries(zip: ZipFile, limits: XlsxLimits): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > limits.maxEntries) {
    throw new ReadFailed({ kind: 'unpacks_too_large', reason: `${zip.entryCount} parts` });
  }
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw new ReadFailed({ kind: 'encrypted' });
      const name = entry.fileName.toLowerCase();
      if (entries.has(name)) throw damaged('a part occurs twice');
      entries.set(name, entry);
    }
  } catch (error) {
    if (error instanceof ReadFailed) throw error;
    throw damaged('its list of contents is cut off or wrong', error);
  }
  return entries;
}

function checkDeclaredSizes(entries: ReadonlyMap<string, Entry>, limits: XlsxLimits): void {
  let packed = 0;
  let unpacked = 0;
  for (const entry of entries.values()) {
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
  }
  if (unpacked > limits.maxUnpacked) throw tooLarge(limits.maxUnpacked);
  if (unpacked > limits.ratioFloor && unpacked > packed * limits.maxRatio) {
    const reason = `${limits.maxRatio} times the size of the file`;
    throw new ReadFailed({ kind: 'unpacks_too_large', reason });
  }
}

async function packedBytes(zip: ZipFile, entry: Entry, bytes: Buffer): Promise<Buffer> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize);
}

async function* unpack(packed: Buffer, entry: Entry): AsyncGenerator<Buffer> {
  for await (const bytes of unpackedBytes(packed, entry)) {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      yield bytes.subarray(at, at + pieceBytes);
    }
  }
}

/** Methods 0 and 8 of APPNOTE.TXT, 4.4.5: what OPC lets a workbook use. */
function unpackedBytes(packed: Buffer, { compressionMethod }: Entry) {
  if (compressionMethod === 0) return [packed];
  if (compressionMethod !== 8) throw damaged('a part is packed by an unknown method');
  return createInflateRaw({ chunkSize: unpackedAtOnce }).end(packed) as AsyncIterable<Buffer>;
}

async function* translateErrors(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof ReadFailed) throw error;
    throw damaged('a part cannot be unpacked', error);
  }
}

function damaged(reason: string, cause?: unknown): ReadFailed {
  const failed = new ReadFailed({ kind: 'damaged', reason });
  failed.cause = cause;
  return failed;
}

function tooLarge(bytes: number): ReadFailed {
  const reason = `more than ${Math.round(bytes / 1024 / 1024)} MB`;
  return new ReadFailed({ kind: 'unpacks_too_large', reason });
}
