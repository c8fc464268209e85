import { createPrivateKey, type KeyObject } from 'node:crypto';
import DKIM from 'nodemailer/lib/dkim';
import { transportErrors } from '../transport-errors.js';

export interface DkimSettings {
  domainName: string;
  keySelector: string;
  /** RSA, PEM; in one line with `\n` written out, as environments hold it, too. */
  privateKey: string;
}

/** RFC 6376, 5.4.1, and what counts for one-click unsubscribing only when it is signed (RFC 8058, 4). */
const signedHeaders = [
  ...['From', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'To', 'MIME-Version'],
  ...['Content-Type', 'Auto-Submitted', 'Feedback-ID', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
].join(':');

/** RFC 8301, 3.2: shorter keys must not be used, and are not accepted by anybody. */
const shortestKeyBits = 1024;

/**
 * Signs whole messages (relaxed/relaxed, RSA with SHA-256). Throws MAIL_DKIM_INVALID for a key that
 * cannot: nodemailer would send such messages unsigned and say nothing.
 */
export function createDkimSigner(settings: DkimSettings): (mime: Buffer) => Promise<Buffer> {
  const privateKey = readDkimKey(settings.privateKey).export({ type: 'pkcs8', format: 'pem' });
  const signer = new DKIM({
    ...settings,
    privateKey: privateKey.toString(),
    headerFieldNames: signedHeaders,
  });
  return async (mime) => {
    const parts: Buffer[] = [];
    for await (const part of signer.sign(mime)) parts.push(part as Buffer);
    return Buffer.concat(parts);
  };
}

/** The private key of the settings. Throws MAIL_DKIM_INVALID, without any of the key in it. */
export function readDkimKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    throw transportErrors.badDkim({ reason: 'the key is not a private key in PEM' });
  }
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== 'rsa' || modulusLength < shortestKeyBits) {
    throw transportErrors.badDkim({ reason: `it takes an RSA key of ${shortestKeyBits} bits` });
  }
  return key;
}
