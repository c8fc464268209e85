import { Box, render, Text } from 'ink';
import type { EventView } from '../../core/attendance/watch-event.js';
import type { CommandSession } from '../define-command.js';
import { wantsColour } from '../output/colour.js';
import { displayWidth, padToWidth } from '../output/display-width.js';
import { formatNumber } from '../output/format.js';
import { sanitizeLine } from '../output/sanitize.js';
import {
  describeForecast,
  formatLoad,
  formatRate,
  formatTime,
  formatWait,
} from './describe-view.js';
import { loadBar, sparkline } from './sparkline.js';

/** Draws each view over the one before, on stderr, never taller than the terminal. */
export async function showLiveDashboard(
  session: Pick<CommandSession, 'stdin' | 'stderr' | 'env' | 'globals'>,
  views: AsyncIterable<EventView>,
): Promise<void> {
  const stderr = session.stderr as NodeJS.WriteStream;
  const stdin = session.stdin as unknown as NodeJS.ReadStream;
  const colour = wantsColour(stderr, session.env, session.globals.color);
  const draw = (view: EventView) => (
    <Dashboard
      view={view}
      rows={(stderr.rows || 24) - 1}
      columns={stderr.columns || 80}
      colour={colour}
    />
  );
  let instance: ReturnType<typeof render> | undefined;
  try {
    for await (const view of views) {
      if (instance) instance.rerender(draw(view));
      else {
        const options = { stdout: stderr, stderr, stdin, exitOnCtrlC: false, patchConsole: false };
        instance = render(draw(view), options);
      }
    }
  } finally {
    instance?.unmount();
    await instance?.waitUntilExit();
  }
}

type Paint = (name: string) => { color?: string };

/** Exported for tests. The most important is at the top: what does not fit is left out below. */
export function Dashboard({
  view,
  rows,
  columns = 80,
  colour,
}: {
  view: EventView;
  rows: number;
  columns?: number;
  colour: boolean;
}) {
  const paint: Paint = (color) => (colour ? { color } : {});
  const head = [...headLines(view, paint), ...alertLines(view, paint)];
  const scans = scanLines(view, paint);
  // Gates may take what the head leaves, but for a few lines of the last scans.
  const room = rows - head.length - Math.min(scans.length, keptScanLines);
  const gates = gateLines(view, paint, { room, hasNames: columns >= roomForNames });
  const lines = [...head, ...gates, ...scans].slice(0, Math.max(3, rows));
  return <Box flexDirection="column">{lines}</Box>;
}

/** On fewer columns a name would be cut to nothing. */
const roomForNames = 100;
/** An empty one and three scans. */
const keptScanLines = 4;

function headLines(view: EventView, paint: Paint) {
  const { event, at, statistics, timeline } = view;
  const { overall } = statistics;
  const { direction, recentArrivals } = overall.trend;
  return [
    <Text key="event" bold wrap="truncate">
      {formatTime(at, event.timezone)} {sanitizeLine(event.name)}
    </Text>,
    <Text key="totals" wrap="truncate">
      <Text {...paint('green')}>{formatNumber(overall.attendedParticipants)}</Text>
      {` of ${formatNumber(overall.totalParticipants)} here (${formatRate(overall.attendanceRate)})`}
      {`, ${formatNumber(overall.inside)} inside`}
    </Text>,
    <Text key="arrivals" wrap="truncate">
      {`2 h ago ${sparkline(fiveMinutes(timeline, at))} now, `}
      {`${formatNumber(Math.round(recentArrivals))} in 15 min, ${direction}`}
    </Text>,
    <Text key="forecast" wrap="truncate" dimColor={view.forecast.kind === 'too_little'}>
      {describeForecast(view)}
    </Text>,
    <Text key="space"> </Text>,
  ];
}

const step = 5 * 60_000;

/** Arrivals of the last two hours in steps of five minutes, with the empty steps. */
function fiveMinutes(timeline: EventView['timeline'], at: string): number[] {
  const last = Math.floor(Date.parse(at) / step);
  const counts = new Map(
    timeline.map((point) => [Math.floor(Date.parse(point.at) / step), point.arrivals]),
  );
  return Array.from({ length: 24 }, (_, index) => counts.get(last - 23 + index) ?? 0);
}

function alertLines({ alerts }: EventView, paint: Paint) {
  return alerts.map((alert) => (
    <Text key={alert.id} wrap="truncate" {...paint('red')}>
      {`! ${alert.type.replaceAll('_', ' ')} ${String(alert.facts.gate ?? '')}`.trimEnd()}
      {alert.state === 'acknowledged' ? ' (acknowledged)' : ''}
    </Text>
  ));
}

/** In their own order; where there is no room for all, the busiest, and how many are left out. */
function gateLines(
  { statistics, forecast }: EventView,
  paint: Paint,
  { room, hasNames }: { room: number; hasNames: boolean },
) {
  const { gates } = statistics;
  const loads = forecast.kind === 'forecast' ? forecast.gateLoads : [];
  const next = new Map(loads.map((load) => [load.gateId, load.expectedNextHour]));
  const shown = gates.length > room ? busiestOf(gates, Math.max(1, room - 1)) : gates;
  const width = Math.max(...shown.map(({ code }) => displayWidth(sanitizeLine(code))), 4);
  const lines = shown.map((gate) => {
    const load = gate.currentLoad ?? 0;
    const expected = next.get(gate.gateId);
    return (
      <Text key={gate.gateId} wrap="truncate">
        {padToWidth(sanitizeLine(gate.code), width)}{' '}
        <Text {...paint(load > 0.8 ? 'red' : load > 0.6 ? 'yellow' : 'green')}>
          {loadBar(load, 16)}
        </Text>
        {` ${formatLoad(gate.currentLoad).padStart(5)}  wait ${formatWait(gate.estimatedWaitTime).padStart(6)}`}
        {`  ${formatNumber(gate.totalProcessed).padStart(6)} passed`}
        {expected === undefined ? '' : `, ${formatNumber(expected)} in the next hour`}
        {gate.active ? '' : ', closed'}
        {hasNames && gate.name !== gate.code ? `  ${sanitizeLine(gate.name)}` : ''}
      </Text>
    );
  });
  const left = gates.length - shown.length;
  if (left > 0)
    lines.push(<Text key="more gates" dimColor>{`and ${left} more gates with less to do`}</Text>);
  return lines;
}

function busiestOf(gates: EventView['statistics']['gates'], count: number) {
  const busiest = [...gates]
    .sort((one, other) => other.recentCount - one.recentCount)
    .slice(0, count);
  return gates.filter((gate) => busiest.includes(gate));
}

function scanLines({ lastScans, event }: EventView, paint: Paint) {
  if (lastScans.length === 0) return [];
  const width = Math.max(...lastScans.map(({ gate }) => displayWidth(sanitizeLine(gate ?? ''))), 4);
  return [
    <Text key="before scans"> </Text>,
    ...lastScans.map((scan) => (
      <Text key={scan.scanId} wrap="truncate">
        {formatTime(scan.receivedAt, event.timezone)}{' '}
        {padToWidth(sanitizeLine(scan.gate ?? ''), width)}{' '}
        <Text {...paint(scan.verdict === 'accepted' ? 'green' : 'yellow')}>
          {scan.verdict.padEnd(14)}
        </Text>
        {scan.registrationNumber === null ? '' : ` #${scan.registrationNumber}`}{' '}
        {sanitizeLine(scan.name ?? '')}
      </Text>
    )),
  ];
}
