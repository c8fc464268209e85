import {
  type Command,
  createReader,
  createSheet,
  type Decoder,
  fixed,
} from './virtual-printer-paper.js';

/** Reads ESC/POS as a thermal printer does; written from the manuals, not from the encoder. */
export function decodeEscpos(onRow?: () => void): Decoder {
  const sheet = createSheet(onRow);
  const texts: Buffer[] = [];
  let questions: string[] = [];
  const ask = (question: string) => () => void questions.push(question);
  const letters: Command[] = Array.from({ length: 0xe0 }, (_, index) => index + 0x20).map(
    (byte) => ({
      name: 'text',
      begins: [byte],
      length: fixed(1),
      act: (bytes) => void texts.push(Buffer.from(bytes)),
    }),
  );
  const table: Command[] = [
    { name: 'ESC @', begins: [0x1b, 0x40], length: fixed(2), act: () => sheet.clear() },
    { name: 'ESC a', begins: [0x1b, 0x61], length: fixed(3) },
    { name: 'FS &', begins: [0x1c, 0x26], length: fixed(2) },
    { name: 'GS !', begins: [0x1d, 0x21], length: fixed(3) },
    {
      name: 'GS v 0',
      begins: [0x1d, 0x76, 0x30],
      length(bytes) {
        if (bytes.length < 8) return undefined;
        // Every row is printed as soon as it is there.
        return 8 + bytes.readUInt16LE(4) * bytes.readUInt16LE(6);
      },
      act(bytes) {
        const stride = bytes.readUInt16LE(4);
        for (let at = 8; at < bytes.length; at += stride)
          sheet.add(bytes.subarray(at, at + stride));
      },
    },
    {
      name: 'GS ( k',
      begins: [0x1d, 0x28, 0x6b],
      length: (bytes) => (bytes.length < 5 ? undefined : 5 + bytes.readUInt16LE(3)),
      act: (bytes) => {
        if (bytes[6] === 0x51) sheet.add(Buffer.alloc(1, 0xff));
      },
    },
    { name: 'LF', begins: [0x0a], length: fixed(1) },
    { name: 'GS V', begins: [0x1d, 0x56], length: fixed(3), act: () => sheet.cut() },
    { name: 'DLE EOT 1', begins: [0x10, 0x04, 1], length: fixed(3), act: ask('printer') },
    { name: 'DLE EOT 2', begins: [0x10, 0x04, 2], length: fixed(3), act: ask('offline') },
    { name: 'DLE EOT 3', begins: [0x10, 0x04, 3], length: fixed(3), act: ask('error') },
    { name: 'DLE EOT 4', begins: [0x10, 0x04, 4], length: fixed(3), act: ask('paper') },
    { name: 'GS r', begins: [0x1d, 0x72], length: fixed(3), act: ask('end') },
    ...letters,
  ];
  const { paper, take } = decoderOver(table, sheet);
  return {
    get paper() {
      return { ...paper(), text: Buffer.concat(texts) };
    },
    take(bytes) {
      questions = [];
      take(bytes);
      return questions;
    },
  };
}

/** Reads the raster language of a Brother QL with 720 pins. */
export function decodeBrotherQl(onRow?: () => void): Decoder {
  const sheet = createSheet(onRow);
  let questions: string[] = [];
  let expected = 0;
  const table: Command[] = [
    { name: 'NUL', begins: [0], length: fixed(1) },
    { name: 'ESC @', begins: [0x1b, 0x40], length: fixed(2), act: () => sheet.clear() },
    { name: 'ESC i a', begins: [0x1b, 0x69, 0x61], length: fixed(4) },
    {
      name: 'ESC i z',
      begins: [0x1b, 0x69, 0x7a],
      length: fixed(13),
      act: (bytes) => {
        expected = bytes.readUInt32LE(7);
      },
    },
    { name: 'ESC i M', begins: [0x1b, 0x69, 0x4d], length: fixed(4) },
    { name: 'ESC i A', begins: [0x1b, 0x69, 0x41], length: fixed(4) },
    { name: 'ESC i K', begins: [0x1b, 0x69, 0x4b], length: fixed(4) },
    { name: 'ESC i d', begins: [0x1b, 0x69, 0x64], length: fixed(5) },
    {
      name: 'ESC i S',
      begins: [0x1b, 0x69, 0x53],
      length: fixed(3),
      act: () => void questions.push('status'),
    },
    { name: 'M', begins: [0x4d], length: fixed(2) },
    {
      name: 'g',
      begins: [0x67, 0],
      length: (bytes) => (bytes.length < 3 ? undefined : 3 + (bytes[2] as number)),
      act: (bytes) => sheet.add(mirrored(bytes.subarray(3))),
    },
    {
      name: 'print',
      begins: [0x1a],
      length: fixed(1),
      act() {
        // It prints only what it was told of before.
        if (sheet.rows === expected) {
          sheet.cut();
          questions.push('end');
        } else {
          sheet.clear();
          questions.push('fault');
        }
      },
    },
  ];
  const { paper, take } = decoderOver(table, sheet);
  return {
    get paper() {
      return paper();
    },
    take(bytes) {
      questions = [];
      take(bytes);
      return questions;
    },
  };
}

/** Reads ZPL II: formats with one graphic field, and host status requests. */
export function decodeZpl(onRow?: () => void): Decoder {
  const sheet = createSheet(onRow);
  const commands: string[] = [];
  let nonsense: string | undefined;
  let waiting = '';
  return {
    get paper() {
      return { badges: sheet.badges, rows: sheet.rows, commands, nonsense };
    },
    take(bytes) {
      waiting += bytes.toString('latin1');
      const questions: string[] = [];
      for (;;) {
        // A command reaches to the next one; the last of all is known by its own length.
        const match = /^\s*([~^][A-Z]{2})((?:[^~^]*(?=[~^]))|(?<=~HS|\^XZ))/.exec(waiting);
        if (!match) break;
        waiting = waiting.slice(match[0].length);
        const [, name, rest] = match as unknown as [string, string, string];
        commands.push(name);
        if (name === '~HS') questions.push('status');
        else if (name === '^GF') draw(rest);
        else if (name === '^XZ') sheet.cut();
        else if (!['^XA', '^MM', '^PW', '^LL', '^LH', '^FO', '^FS', '^PQ'].includes(name)) {
          nonsense ??= name;
        }
      }
      return questions;
    },
  };

  function draw(parameters: string): void {
    const [, total, , stride, hex] = parameters.trim().split(',');
    const dots = Buffer.from(hex ?? '', 'hex');
    if (dots.length !== Number(total)) {
      nonsense ??= '^GF';
      return;
    }
    for (let at = 0; at < dots.length; at += Number(stride)) {
      sheet.add(dots.subarray(at, at + Number(stride)));
    }
  }
}

function decoderOver(table: readonly Command[], sheet: ReturnType<typeof createSheet>) {
  const commands: string[] = [];
  let nonsense: string | undefined;
  const read = createReader(table, (bytes) => {
    nonsense ??= bytes.subarray(0, 8).toString('hex');
  });
  return {
    paper: () => ({ badges: sheet.badges, rows: sheet.rows, commands, nonsense }),
    take: (bytes: Buffer) => read(bytes, (name) => void commands.push(name)),
  };
}

/** The last pin of the head is the left edge of the label. */
function mirrored(row: Buffer): Buffer {
  const flipped = Buffer.alloc(row.length);
  for (let pin = 0; pin < row.length * 8; pin++) {
    if (!((row[pin >> 3] as number) & (0x80 >> (pin & 7)))) continue;
    const dot = row.length * 8 - 1 - pin;
    flipped[dot >> 3] = (flipped[dot >> 3] as number) | (0x80 >> (dot & 7));
  }
  return flipped;
}
