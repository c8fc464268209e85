// One run of load against the attendance service, in a process of its own; prints one line of JSON.
// ingest-load.mjs <url> <key> <file with one JSON request a line> <requests a body> <connections> <seconds> [rate]
//
// Bare sockets that stay open, as pgbench has them: the load takes part in the two cores that are measured, and
// autocannon's requests cost as much as PostgreSQL's part of a scan. With a rate, a request is due at its moment
// whether or not a connection is free, and its latency counts from there.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [url, key, file, perBody, connections, seconds, rate] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const size = Number(perBody);
const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
const path = size === 1 ? '/api/v1/attendance/record' : '/api/v1/attendance/batch';
// Each is sent once: a scan that came before is answered from what is stored.
const requests = [];
for (let at = 0; at + size <= lines.length; at += size) requests.push(request(at));

const latencies = [];
const statuses = {};
let sample;
let next = 0;
let errors = 0;
const idle = [];
const due = [];
const start = performance.now();
const end = start + Number(seconds) * 1000;
let ticker;
await new Promise((resolve) => {
  let open = Number(connections);
  const closed = () => {
    open -= 1;
    if (open === 0) resolve();
  };
  for (let at = 0; at < Number(connections); at++) openConnection(closed);
  if (rate) ticker = setInterval(release, 1);
});
clearInterval(ticker);

const took = (performance.now() - start) / 1000;
latencies.sort((one, other) => one - other);
const percentile = (share) =>
  Math.round(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]);
const answered = (statuses[200] ?? 0) + (statuses[201] ?? 0);
console.log(
  JSON.stringify({
    perSecond: (answered * size) / took,
    verdicts: sample === undefined ? statuses : { ...statuses, sample },
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    errors,
  }),
);

function request(from) {
  const chosen = lines.slice(from, from + size);
  const body = Buffer.from(size === 1 ? chosen[0] : `[${chosen.join(',')}]`);
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

/** Hands what is due out to the connections that wait; called every millisecond. */
function release() {
  const now = performance.now();
  const until = Math.min(now, end);
  const wanted = Math.min(requests.length, Math.floor(((until - start) / 1000) * Number(rate)));
  while (next + due.length < wanted) {
    due.push(start + ((next + due.length) / Number(rate)) * 1000);
  }
  while (due.length > 0 && idle.length > 0) idle.pop()(due.shift());
  const isOver = now >= end || next >= requests.length;
  if (isOver && due.length === 0) while (idle.length > 0) idle.pop()(undefined);
}

function openConnection(onClosed) {
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  let sentAt = 0;
  let missing = -1;
  let head = '';
  let isWaiting = false;

  const send = (dueAt) => {
    if (dueAt === undefined || next >= requests.length) return socket.end();
    sentAt = dueAt;
    isWaiting = true;
    socket.write(requests[next++]);
  };
  const goOn = () => {
    if (rate) idle.push(send);
    else send(performance.now() < end ? performance.now() : undefined);
  };
  const finish = (status, text) => {
    isWaiting = false;
    latencies.push(performance.now() - sentAt);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status >= 400) sample ??= text.slice(0, 300);
    goOn();
  };

  let status = 0;
  socket.on('connect', goOn);
  socket.on('data', (chunk) => {
    if (missing === -1) {
      head += chunk.toString('latin1');
      const at = head.indexOf('\r\n\r\n');
      if (at === -1) return;
      status = Number(head.slice(9, 12));
      missing = Number(/content-length: (\d+)/i.exec(head)[1]) - (head.length - at - 4);
    } else missing -= chunk.length;
    if (missing > 0) return;
    const text = head;
    head = '';
    missing = -1;
    finish(status, text);
  });
  socket.on('error', () => {
    errors += 1;
  });
  socket.on('close', () => {
    // One that is closed with a request on it has lost the answer.
    if (isWaiting) errors += 1;
    const at = idle.indexOf(send);
    if (at !== -1) idle.splice(at, 1);
    onClosed();
  });
}
