const startupLikeCodes = new Set([80_877_102, 80_877_103, 80_877_104, 196_608]);

/**
 * Follows what a PostgreSQL client sends (protocol 3.0, unencrypted). Feed it every chunk in order;
 * it returns true when the chunk completes a COMMIT, as a simple query or a prepared statement. The
 * word inside other statements or COPY data does not count.
 */
export function createClientMessageReader(): (chunk: Buffer) => boolean {
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let commits = false;
    for (;;) {
      // Before the session has begun messages have no type byte.
      const typeBytes = started || !looksLikeStartup(rest) ? 1 : 0;
      if (rest.length < typeBytes + 4) return commits;
      const end = typeBytes + rest.readUInt32BE(typeBytes);
      if (rest.length < end) return commits;
      if (typeBytes === 1) {
        started = true;
        commits ||= isCommit(rest.subarray(0, end));
      }
      rest = rest.subarray(end);
    }
  };
}

function looksLikeStartup(data: Buffer): boolean {
  return data.length < 8 || startupLikeCodes.has(data.readUInt32BE(4));
}

function isCommit(message: Buffer): boolean {
  const type = String.fromCharCode(message[0] as number);
  const body = message.toString('latin1', 5);
  if (type === 'Q') return /^\s*commit\b/i.test(body);
  // Parse: statement name, then query text.
  if (type === 'P') return /^\s*commit\b/i.test(body.slice(body.indexOf('\0') + 1));
  return false;
}
