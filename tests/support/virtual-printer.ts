import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { PrinterLanguage } from '../../src/core/printing/schema.js';
import { decodeBrotherQl, decodeEscpos, decodeZpl } from './virtual-printer-languages.js';
import type { Decoder, Paper } from './virtual-printer-paper.js';

/** What goes wrong with a virtual printer; everything is well without any of it. */
export interface PrinterFaults {
  isCoverOpen?: boolean;
  isPaperOut?: boolean;
  /** The paper ends when so many rows of a badge are printed. */
  paperOutAfterRows?: number;
  /** The connection is reset when so many bytes of it were read. */
  resetAfterBytes?: number;
  /** Reads nothing and says nothing from now on. */
  isStalled?: boolean;
  /** Answers every question with this. */
  garbage?: Buffer;
  /** Prints, and never says so. */
  isMute?: boolean;
}

/** A printer on a port of this machine, that draws what it is sent. */
export interface VirtualPrinter {
  readonly host: string;
  readonly port: number;
  readonly faults: PrinterFaults;
  readonly paper: Paper;
  /** How many connections were open at the same time, at the most. */
  readonly mostConnections: number;
  /** Bytes of the newest connection. */
  readonly received: number;
  /** A fault of the next moments; what is left out is well again. */
  become(faults: PrinterFaults): void;
  close(): Promise<void>;
}

const decoders = { escpos: decodeEscpos, 'brother-ql': decodeBrotherQl, zpl: decodeZpl };

/** Starts one. Badges stay on its paper whatever happens to connections; an unfinished one is torn off. */
export async function startVirtualPrinter(language: PrinterLanguage): Promise<VirtualPrinter> {
  let faults: PrinterFaults = {};
  let decoder: Decoder = decoders[language](ranOut);
  let mostConnections = 0;
  let received = 0;
  const sockets = new Set<Socket>();

  /** Rows beyond the end of the paper are printed on nothing: the badge is never whole. */
  function ranOut(): void {
    const { paperOutAfterRows: most } = faults;
    if (most !== undefined && decoder.paper.rows >= most) faults = { ...faults, isPaperOut: true };
  }

  function serve(socket: Socket): void {
    sockets.add(socket);
    received = 0;
    mostConnections = Math.max(mostConnections, sockets.size);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes: Buffer) => {
      if (faults.isStalled) return void socket.pause();
      const { resetAfterBytes: limit } = faults;
      const room = limit === undefined ? bytes.length : limit - received;
      const taken = bytes.subarray(0, Math.max(0, room));
      received += taken.length;
      // In pieces: the paper may end in the middle of one.
      for (let at = 0; at < taken.length && !isStopped(); at += pieceBytes) {
        for (const question of decoder.take(taken.subarray(at, at + pieceBytes))) {
          answer(socket, question);
        }
      }
      if (isStopped()) sayItStopped(socket);
      if (limit !== undefined && received >= limit) {
        faults = { ...faults, resetAfterBytes: undefined };
        socket.resetAndDestroy();
      }
    });
  }

  /** Out of paper in the middle of a badge, or open: it prints nothing more, questions apart. */
  const isStopped = () => Boolean(faults.paperOutAfterRows !== undefined && faults.isPaperOut);

  function answer(socket: Socket, question: string): void {
    if (faults.garbage) return void socket.write(faults.garbage);
    if (question === 'end' && faults.isMute) return;
    const bytes = answers[language](question, faults);
    if (bytes) socket.write(bytes);
  }

  function sayItStopped(socket: Socket): void {
    if (language === 'brother-ql') socket.write(brotherPacket({ isPaperOut: true }, 0x02));
  }

  const server = createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a port is needed');
  return {
    host: '127.0.0.1',
    port: address.port,
    get faults() {
      return faults;
    },
    get paper() {
      return decoder.paper;
    },
    get mostConnections() {
      return mostConnections;
    },
    get received() {
      return received;
    },
    become(next) {
      // A new roll, a closed cover: what was half printed is torn off.
      const { paper } = decoder;
      decoder = withBadges(decoders[language](ranOut), paper);
      faults = next;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const pieceBytes = 16;

function withBadges(decoder: Decoder, before: Paper): Decoder {
  return {
    get paper() {
      const now = decoder.paper;
      return {
        ...now,
        badges: [...before.badges, ...now.badges],
        commands: [...before.commands, ...now.commands],
        nonsense: before.nonsense ?? now.nonsense,
      };
    },
    take: (bytes) => decoder.take(bytes),
  };
}

const answers: Record<
  PrinterLanguage,
  (question: string, faults: PrinterFaults) => Buffer | undefined
> = {
  escpos(question, { isPaperOut, isCoverOpen }) {
    const offline = isPaperOut || isCoverOpen;
    switch (question) {
      case 'printer':
        return Buffer.from([0x12 | (offline ? 0x08 : 0)]);
      case 'offline':
        return Buffer.from([0x12 | (isCoverOpen ? 0x04 : 0) | (isPaperOut ? 0x20 : 0)]);
      case 'error':
        return Buffer.from([0x12]);
      case 'paper':
        return Buffer.from([0x12 | (isPaperOut ? 0x60 : 0)]);
      default:
        return Buffer.from([isPaperOut ? 0x0c : 0]);
    }
  },
  'brother-ql'(question, faults) {
    if (question === 'status') return brotherPacket(faults, 0);
    if (question === 'fault') return brotherPacket({ ...faults, isPaperOut: true }, 0x02);
    return Buffer.concat([brotherPacket(faults, 0x06), brotherPacket(faults, 0x01)]);
  },
  zpl(_question, { isPaperOut, isCoverOpen }) {
    const lines = [
      `030,${isPaperOut ? 1 : 0},0,1245,000,0,0,0,000,0,0,0`,
      `000,0,${isCoverOpen ? 1 : 0},0,0,2,4,0,00000000,1,000`,
      '1234,0',
    ];
    return Buffer.from(lines.map((line) => `\x02${line}\x03\r\n`).join(''), 'latin1');
  },
};

/** 32 bytes of a QL with a roll of 62 mm in it. */
function brotherPacket({ isPaperOut, isCoverOpen }: PrinterFaults, type: number): Buffer {
  const packet = Buffer.alloc(32);
  packet.set([0x80, 0x20, 0x42, 0x34, 0x41, 0x30]);
  packet[8] = isPaperOut ? 0x01 : 0;
  packet[9] = isCoverOpen ? 0x10 : 0;
  packet[10] = 62;
  packet[11] = 0x0a;
  packet[18] = type;
  return packet;
}
