import type { Job, JobCounts } from '../../core/jobs/schema.js';
import type { RenderIo } from '../define-command.js';
import { formatNumber, formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';

/** `waiting 0 · active 1 · completed 12 · failed 0`, and further states when there are any. */
export function renderCounts(counts: JobCounts): string {
  const always: readonly string[] = ['waiting', 'active', 'completed', 'failed'];
  return Object.entries(counts)
    .filter(([status, count]) => count > 0 || always.includes(status))
    .map(([status, count]) => `${status} ${formatNumber(count)}`)
    .join(' · ');
}

/** One line per job; errors are in `jobs show`. */
export function renderJobs(jobs: readonly Job[], io: RenderIo): string[] {
  const isNarrow = io.isTerminal && io.width < 130;
  return formatTable({
    columns: [
      { header: 'job' },
      { header: 'kind' },
      { header: 'event', shrink: true },
      { header: 'status' },
      { header: '%', align: 'right' },
      { header: 'created' },
      { header: 'file', shrink: true },
      { header: 'by', shrink: true },
    ],
    rows: jobs.map((job) => [
      isNarrow ? shortId(job.id) : job.id,
      job.kind,
      job.event,
      job.status,
      job.progress,
      terminalTime(job.createdAt, io),
      job.file,
      job.startedBy,
    ]),
    ...(io.isTerminal ? { width: io.width } : {}),
    paintHeader: io.faint,
    paintCell: (text, column, row) => (column === 3 ? paintStatus(jobs[row], text, io) : text),
  });
}

/** All that is known about a job, a line each. */
export function renderJob(job: Job, io: RenderIo): string[] {
  const lines: [string, string | number | null][] = [
    ['job', job.id],
    ['kind', job.kind],
    ['event', job.event],
    ['status', paintStatus(job, job.status, io)],
    ['progress', job.progress === null ? null : `${job.progress} %`],
    ['file', job.file],
    ['started by', job.startedBy],
    ['errors', job.attempts === 0 ? null : job.attempts],
    ['crashes', job.crashes === 0 ? null : job.crashes],
    ['created', terminalTime(job.createdAt, io)],
    ['started', job.startedAt && terminalTime(job.startedAt, io)],
    ['finished', job.finishedAt && terminalTime(job.finishedAt, io)],
    ['error', job.error && io.bad(job.error)],
  ];
  return lines
    .filter(([, value]) => value !== null)
    .map(([label, value]) => `${io.faint(label.padEnd(10))}  ${value}`);
}

/** `0192aa10…7c1e`: a form that `evm jobs show` takes back. */
export function shortId(id: string): string {
  return `${id.slice(0, 8)}…${id.slice(-4)}`;
}

function terminalTime(moment: string, { zone }: RenderIo): string {
  return formatTime(moment, { event: zone, terminal: zone });
}

function paintStatus(job: Job | undefined, text: string, io: RenderIo): string {
  switch (job?.status) {
    case 'completed':
      return io.good(text);
    case 'failed':
      return io.bad(text);
    case 'active':
      return io.strong(text);
    case 'held':
    case 'unknown':
      return io.warning(text);
    default:
      return text;
  }
}
