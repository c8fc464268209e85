// Written from the description of evm-draw-v1 alone, with nothing of evm: what any stranger can do.
//   node independent-verifier.mjs transcript.json
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

const t = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const sha = (...parts) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const hmac = (key, ...parts) =>
  parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest();

const problems = [];
const claim = (what, holds) => holds || problems.push(what);

claim('version', t.version === 'evm-draw-v1');
const bytes = t.pool.map((id) => Buffer.from(id, 'utf8'));
claim(
  'order',
  bytes.every((id, at) => at === 0 || Buffer.compare(bytes[at - 1], id) <= 0),
);
claim('poolHash', sha(...t.pool.map((id) => `${id}\n`)) === t.poolHash);
const secret = Buffer.from(t.secret, 'hex');
claim('commit', sha(secret) === t.commit);
const seed = hmac(secret, 'evm-draw-v1\n', t.drawId, '\n', t.poolHash, '\n', t.entropy, '\n');
claim('seed', seed.toString('hex') === t.seed);

let counter = 0n;
function next() {
  const block = Buffer.alloc(8);
  block.writeBigUInt64BE(counter++);
  return hmac(seed, block).readBigUInt64BE(0);
}
function int(n) {
  const big = BigInt(n);
  const top = 2n ** 64n - (2n ** 64n % big);
  for (;;) {
    const x = next();
    if (x < top) return Number(x % big);
  }
}
// Forward Fisher–Yates over the whole pool, copied; a person wins once, however many units they have.
const a = [...t.pool];
const drawn = [];
for (let i = 0; i < a.length && drawn.length < t.count + t.alternateCount; i++) {
  const j = i + int(a.length - i);
  [a[i], a[j]] = [a[j], a[i]];
  if (!drawn.includes(a[i])) drawn.push(a[i]);
}
claim('winners', drawn.slice(0, t.count).join() === t.winners.join());
claim('alternates', drawn.slice(t.count).join() === t.alternates.join());
console.log(problems.length === 0 ? 'valid' : `invalid: ${problems.join(', ')}`);
