// One run of load against the attendance service, in a process of its own; prints one line of JSON.
// ingest-load.mjs <url> <key> <file with one JSON request a line> <requests a body> <connections> <seconds> [rate]
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const [url, key, file, perBody, connections, seconds, rate] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
const size = Number(perBody);
let next = 0;

function body() {
  if (size === 1) return lines[next++ % lines.length];
  const from = next;
  next += size;
  return `[${lines.slice(from, next).join(',')}]`;
}

const path = size === 1 ? '/api/v1/attendance/record' : '/api/v1/attendance/batch';
const verdicts = {};
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  // Enough for what is there: a scan that is sent twice would be answered from what is stored.
  maxOverallRequests: Math.floor(lines.length / size),
  ...(rate ? { overallRate: Number(rate) } : {}),
  requests: [
    {
      method: 'POST',
      path,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      setupRequest: (request) => ({ ...request, body: body() }),
      onResponse(status, text) {
        verdicts[status] = (verdicts[status] ?? 0) + 1;
        if (status >= 400 && !verdicts.sample) verdicts.sample = text.slice(0, 300);
      },
    },
  ],
});
const { latency, duration } = result;
console.log(
  JSON.stringify({
    perSecond: (((verdicts[201] ?? 0) + (verdicts[200] ?? 0)) * size) / duration,
    seconds: duration,
    verdicts,
    p50: latency.p50,
    p95: latency.p97_5,
    p99: latency.p99,
    errors: result.errors + result.timeouts,
  }),
);
