/**
 * What goes over the socket between a command and the process that carries it out: one byte of kind,
 * four of length, and as many bytes. The kinds are numbered by their places: new ones go to the end,
 * because `hello` and `refused` have to be understood by every version.
 */
const kinds = [
  // From the command:
  'hello',
  'stdin',
  'stdinEnd',
  'signal',
  'stdoutGone',
  // To it:
  'refused',
  'wantStdin',
  'stdout',
  'stderr',
  'exit',
] as const;

export type FrameKind = (typeof kinds)[number];

export interface Frame {
  kind: FrameKind;
  payload: Buffer;
}

const headLength = 5;

export function encodeFrame(kind: FrameKind, payload: Uint8Array | string = ''): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const head = Buffer.alloc(headLength);
  head.writeUInt8(kinds.indexOf(kind));
  head.writeUInt32BE(body.byteLength, 1);
  return Buffer.concat([head, body]);
}

/** The frames of a connection, however it was cut into chunks. Ends with it; half a frame is no frame. */
export async function* readFrames(connection: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let waiting: Buffer[] = [];
  let size = 0;
  let needed = headLength;
  for await (const chunk of connection) {
    waiting.push(chunk);
    size += chunk.length;
    // Not joined with every chunk: a long document comes in thousands of them.
    if (size < needed) continue;
    let rest = Buffer.concat(waiting);
    needed = lengthOf(rest);
    while (rest.length >= needed) {
      yield frameOf(rest.subarray(0, needed));
      rest = rest.subarray(needed);
      needed = lengthOf(rest);
    }
    waiting = [rest];
    size = rest.length;
  }
}

/** Of the frame that begins here, as far as can be told. */
function lengthOf(bytes: Buffer): number {
  return bytes.length < headLength ? headLength : headLength + bytes.readUInt32BE(1);
}

function frameOf(bytes: Buffer): Frame {
  const kind = kinds[bytes.readUInt8()];
  if (kind === undefined) throw new Error('a frame of no known kind');
  return { kind, payload: bytes.subarray(headLength) };
}
