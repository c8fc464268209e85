import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../runtime/clock.js';
import type { Keyring } from '../runtime/crypto/keyring.js';
import { mostTokenMinutes } from './token-minutes.js';

const algorithm = 'HS256';
const issuer = 'evm';
const audience = 'evm:attendance';
/** Longer than any of ours; whatever is longer is not looked at. */
const longest = 1000;

/** A JWT that names an access row (`jti`) and ends by itself. Without personal data. */
export async function signToken(
  keyring: Keyring,
  { id, issuedAt, expiresAt }: { id: string; issuedAt: Date; expiresAt: Date },
): Promise<string> {
  const keyId = keyring.currentKeyId;
  const key = keyring.encryptionKey('token-signing', keyId);
  if (!key) throw new Error('the current master key is not at hand');
  return await new SignJWT()
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: String(keyId) })
    .setIssuer(issuer)
    .setAudience(audience)
    .setJti(id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
}

/** The id in a token that this installation signed and that has not ended; undefined for anything else. */
export async function readToken(
  { keyring, clock }: { keyring: Keyring; clock: Clock },
  text: string,
): Promise<string | undefined> {
  if (text.length > longest) return undefined;
  try {
    const { payload } = await jwtVerify(
      text,
      ({ kid }) => {
        const key = keyring.encryptionKey('token-signing', Number(kid));
        if (!key) throw new Error('no such key');
        return key;
      },
      {
        algorithms: [algorithm],
        issuer,
        audience,
        typ: 'JWT',
        requiredClaims: ['jti', 'exp'],
        maxTokenAge: mostTokenMinutes * 60,
        currentDate: clock.now(),
      },
    );
    return payload.jti;
  } catch {
    return undefined;
  }
}
