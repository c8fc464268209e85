/** A month of attendance_records, in UTC: from (inclusive) until (exclusive). */
export interface Month {
  /** The name of its partition: `attendance_records_2026_11`. */
  name: string;
  from: Date;
  until: Date;
}

/** So many months are there ahead of time. */
const monthsAhead = 3;

/** The last moment that `planPartitions` plans for. */
export function planningHorizon(now: Date): Date {
  return monthOf(now, monthsAhead).until;
}

/**
 * The months that need a partition and have none: this one, those ahead, and others that are used. Pure.
 */
export function planPartitions({
  now,
  usedMonths,
  existing,
}: {
  now: Date;
  /** Moments in other months that have records, or soon will. */
  usedMonths: readonly Date[];
  /** Names of the partitions that there are. */
  existing: readonly string[];
}): Month[] {
  const ahead = Array.from({ length: monthsAhead + 1 }, (_, offset) => monthOf(now, offset));
  const months = [...ahead, ...usedMonths.map((at) => monthOf(at, 0))];
  const missing = new Map(
    months.filter(({ name }) => !existing.includes(name)).map((month) => [month.name, month]),
  );
  return [...missing.values()].sort((one, other) => one.from.getTime() - other.from.getTime());
}

function monthOf(at: Date, offset: number): Month {
  const from = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset, 1));
  const until = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
  const digits = `${from.getUTCFullYear()}_${String(from.getUTCMonth() + 1).padStart(2, '0')}`;
  return { name: `attendance_records_${digits}`, from, until };
}
