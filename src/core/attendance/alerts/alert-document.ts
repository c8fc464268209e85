import type { Alert, AlertFacts, AlertType } from './schema.js';

/** An alert as programs see it; times are ISO 8601 UTC. */
export interface AlertDocument {
  id: string;
  type: AlertType;
  state: 'standing' | 'acknowledged' | 'cleared';
  subjectId: string;
  facts: AlertFacts;
  raisedAt: string;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  clearedAt: string | null;
}

export function presentAlert(alert: Alert): AlertDocument {
  const { id, type, subjectId, facts, raisedAt, acknowledgedAt, acknowledgedBy, clearedAt } = alert;
  return {
    id,
    type,
    state: stateOf(alert),
    subjectId,
    facts,
    raisedAt: raisedAt.toISOString(),
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy,
    clearedAt: clearedAt?.toISOString() ?? null,
  };
}

function stateOf({ acknowledgedAt, clearedAt }: Alert): AlertDocument['state'] {
  if (clearedAt) return 'cleared';
  return acknowledgedAt ? 'acknowledged' : 'standing';
}
