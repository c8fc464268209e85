import type { NoticeFacts } from '../../notices/schema.js';
import { alertRules } from './alert-rules.js';
import type { Alert, AlertType } from './schema.js';

const units: Readonly<Record<AlertType, NoticeFacts['attendance_alert']['unit']>> = {
  gate_overload: '%',
  low_attendance: '%',
  sync_queue: '',
  slow_responses: 'ms',
  error_rate: '%',
};

/** Shares of one, which people read in percent. */
const shares: readonly AlertType[] = ['gate_overload', 'error_rate'];

/** The number of an alert and its limit, as people read them. */
export function describeAlert({
  type,
  facts,
}: Pick<Alert, 'type' | 'facts'>): NoticeFacts['attendance_alert'] {
  const factor = shares.includes(type) ? 100 : 1;
  const readable = (value: number) => Math.round(value * factor * 10) / 10;
  return {
    alert: type,
    gate: typeof facts.gate === 'string' ? facts.gate : null,
    value: readable(Number(facts.value)),
    limit: readable(alertRules[type].raise),
    unit: units[type],
  };
}
