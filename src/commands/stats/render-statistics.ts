import type { ForecastDocument } from '../../core/attendance/forecast/forecast-document.js';
import type {
  GateStatistics,
  Statistics,
} from '../../core/attendance/statistics/summarise-attendance.js';
import type { RenderIo } from '../define-command.js';
import { formatDuration, formatNumber, formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';

export interface ShownStatistics {
  event: { slug: string; name: string; timezone: string };
  statistics: Statistics;
  forecast: ForecastDocument;
}

const arrows = { rising: '↑ rising', steady: '→ steady', falling: '↓ falling' } as const;

/** The numbers of an event for people: overall, gates, hours, forecast. */
export function renderStatistics(
  { event, statistics, forecast }: ShownStatistics,
  io: RenderIo,
): string[] {
  const { overall, gates, hours } = statistics;
  const { attendedParticipants, totalParticipants, attendanceRate, inside, trend } = overall;
  const rate = attendanceRate === null ? '' : ` (${attendanceRate} %)`;
  const time = timeIn(event.timezone, io);
  const lines = [
    `${io.strong(event.name)}  ${formatNumber(attendedParticipants)} of ${formatNumber(totalParticipants)} came${rate} · ${formatNumber(inside)} inside · ${arrows[trend.direction]}`,
    io.faint(
      overall.lastAttendance === null
        ? '  nobody was scanned yet'
        : `  last scan ${time(overall.lastAttendance)} · ${formatNumber(overall.records)} scans`,
    ),
  ];
  if (gates.length > 0) lines.push('', ...gateTable(gates, io));
  if (hours.length > 0) lines.push('', ...hourTable(hours, io));
  return [...lines, '', ...forecastLines(forecast, { time, gates })];
}

function gateTable(gates: readonly GateStatistics[], io: RenderIo): string[] {
  return formatTable({
    columns: [
      { header: 'gate' },
      { header: 'name', shrink: true },
      { header: 'processed', align: 'right' },
      { header: 'mean', align: 'right' },
      { header: 'last 5 min', align: 'right' },
      { header: 'load', align: 'right' },
      { header: 'wait', align: 'right' },
      { header: 'methods', shrink: true },
    ],
    rows: gates.map((gate) => [
      ...[gate.code, gate.name, formatNumber(gate.totalProcessed)],
      gate.avgProcessingTime === null ? '' : `${formatNumber(gate.avgProcessingTime)} ms`,
      formatNumber(gate.recentCount),
      gate.currentLoad === null ? '' : `${Math.round(gate.currentLoad * 100)} %`,
      gate.estimatedWaitTime === null ? '' : formatDuration(gate.estimatedWaitTime * 1000),
      methodsOf(gate.methodBreakdown),
    ]),
    ...(io.isTerminal ? { width: io.width } : {}),
    paintHeader: io.faint,
  });
}

function hourTable(hours: Statistics['hours'], io: RenderIo): string[] {
  const most = Math.max(1, ...hours.map(({ count }) => count));
  return formatTable({
    columns: [
      { header: 'hour' },
      { header: 'scans', align: 'right' },
      { header: '' },
      { header: 'methods', shrink: true },
    ],
    rows: hours.map(({ date, hour, count, methods }) => [
      `${date} ${String(hour).padStart(2, '0')}:00`,
      formatNumber(count),
      '▇'.repeat(Math.round((Math.max(0, count) / most) * 20)),
      methodsOf(methods),
    ]),
    ...(io.isTerminal ? { width: io.width } : {}),
    paintHeader: io.faint,
  });
}

const reasons = {
  few_arrivals: 'too few have come to say anything about the rest',
  nobody_registered: 'nobody is registered',
  no_end: 'the event has no end',
} as const;

function forecastLines(
  forecast: ForecastDocument,
  { time, gates }: { time: (at: string) => string; gates: readonly GateStatistics[] },
): string[] {
  if (forecast.kind === 'too_little') return [`no forecast: ${reasons[forecast.reason]}`];
  const { expectedFinalAttendance, interval, peakHour, completionTime, gateLoads } = forecast;
  const busy = gateLoads
    .filter(({ expectedNextHour }) => expectedNextHour > 0)
    .map(({ gateId, expectedNextHour }) => {
      const code = gates.find((gate) => gate.gateId === gateId)?.code ?? gateId;
      return `${code} ${formatNumber(expectedNextHour)}`;
    });
  return [
    `forecast: ${formatNumber(expectedFinalAttendance)} will have come, ${formatNumber(interval.low)} to ${formatNumber(interval.high)} four times out of five`,
    `  busiest hour from ${time(peakHour.from)}${peakHour.isPast ? ' (past)' : ''} · nearly all there by ${time(completionTime)}`,
    ...(busy.length > 0 ? [`  in the next hour: ${busy.join(' · ')}`] : []),
  ];
}

function timeIn(zone: string, io: RenderIo): (at: string) => string {
  return (at) => formatTime(at, { event: zone, terminal: io.zone });
}

function methodsOf(methods: GateStatistics['methodBreakdown']): string {
  return Object.entries(methods)
    .map(([method, count]) => `${method} ${formatNumber(count)}`)
    .join(' · ');
}
