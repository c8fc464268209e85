/** `12345` → `12,345`; at most one decimal. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `formatCount(1, 'row')` → `1 row`, `formatCount(1200, 'row')` → `1,200 rows`. */
export function formatCount(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(value)} ${value === 1 ? singular : plural}`;
}

/** Bytes as file managers show them, in decimal units: `84 kB`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const decimals = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(decimals)} ${units[unit]}`;
}

/** Milliseconds as a person says them: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, 60, 'min', 's');
  if (whole < 86_400) return pair(Math.round(whole / 60), 60, 'h', 'min');
  return pair(Math.round(whole / 3600), 24, 'd', 'h');
}

/**
 * A moment as people of the event read it, `20 Nov 2026 21:04`; the zone is named when it is not
 * the reader's own: `20 Nov 2026 21:04 (Asia/Seoul)`.
 */
export function formatTime(
  moment: Date | string,
  zones: { event: string; terminal: string },
): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zones.event,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(moment));
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  const text = `${part('day')} ${part('month').slice(0, 3)} ${part('year')} ${part('hour')}:${part('minute')}`;
  return zones.event === zones.terminal ? text : `${text} (${zones.event})`;
}

/** `formatPercent(25, 100)` → `25 %`; never `100 %` before the end. */
export function formatPercent(done: number, total: number): string {
  if (total <= 0 || done >= total) return '100 %';
  return `${Math.floor((done / total) * 100)} %`;
}

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

function pair(value: number, size: number, big: string, small: string): string {
  const rest = value % size;
  const first = `${Math.floor(value / size)} ${big}`;
  return rest === 0 ? first : `${first} ${rest} ${small}`;
}
