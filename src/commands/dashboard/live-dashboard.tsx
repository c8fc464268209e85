import { Box, render, Text } from 'ink';
import type { EventView } from '../../core/attendance/watch-event.js';
import type { CommandSession } from '../define-command.js';
import { wantsColour } from '../output/colour.js';
import { formatNumber } from '../output/format.js';
import { sanitizeLine } from '../output/sanitize.js';
import { formatLoad, formatRate, formatTime, formatWait } from './describe-view.js';
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
    <Dashboard view={view} rows={(stderr.rows || 24) - 1} colour={colour} />
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
  colour,
}: {
  view: EventView;
  rows: number;
  colour: boolean;
}) {
  const paint: Paint = (color) => (colour ? { color } : {});
  const lines = [
    ...headLines(view, paint),
    ...alertLines(view, paint),
    ...gateLines(view, paint),
    ...scanLines(view, paint),
  ].slice(0, Math.max(3, rows));
  return <Box flexDirection="column">{lines}</Box>;
}

function headLines({ event, at, statistics, timeline }: EventView, paint: Paint) {
  const { overall } = statistics;
  const { direction, recentArrivals } = overall.trend;
  return [
    <Text key="event" bold wrap="truncate">
      {sanitizeLine(event.name)} {formatTime(at, event.timezone)}
    </Text>,
    <Text key="totals" wrap="truncate">
      <Text {...paint('green')}>{formatNumber(overall.attendedParticipants)}</Text>
      {` of ${formatNumber(overall.totalParticipants)} here (${formatRate(overall.attendanceRate)})`}
      {`, ${formatNumber(overall.inside)} inside`}
    </Text>,
    <Text key="arrivals" wrap="truncate">
      {sparkline(fiveMinutes(timeline, at))} {formatNumber(recentArrivals)} in 15 min, {direction}
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

function gateLines({ statistics }: EventView, paint: Paint) {
  return statistics.gates.map((gate) => {
    const load = gate.currentLoad ?? 0;
    return (
      <Text key={gate.gateId} wrap="truncate">
        {sanitizeLine(gate.code).padEnd(8)}{' '}
        <Text {...paint(load > 0.8 ? 'red' : load > 0.6 ? 'yellow' : 'green')}>
          {loadBar(load, 20)}
        </Text>
        {` ${formatLoad(gate.currentLoad).padStart(5)}  wait ${formatWait(gate.estimatedWaitTime).padStart(6)}`}
        {`  ${formatNumber(gate.totalProcessed).padStart(7)} passed${gate.active ? '' : ', closed'}`}
      </Text>
    );
  });
}

function scanLines({ lastScans, event }: EventView, paint: Paint) {
  if (lastScans.length === 0) return [];
  return [
    <Text key="before scans"> </Text>,
    ...lastScans.map((scan) => (
      <Text key={scan.scanId} wrap="truncate">
        {formatTime(scan.receivedAt, event.timezone)} {sanitizeLine(scan.gate ?? '').padEnd(6)}{' '}
        <Text {...paint(scan.verdict === 'accepted' ? 'green' : 'yellow')}>
          {scan.verdict.padEnd(14)}
        </Text>
        {scan.registrationNumber === null ? '' : ` #${scan.registrationNumber}`}{' '}
        {sanitizeLine(scan.name ?? '')}
      </Text>
    )),
  ];
}
