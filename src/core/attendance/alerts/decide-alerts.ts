import { alertRules } from './alert-rules.js';
import type { Observation } from './observe-event.js';
import type { Alert } from './schema.js';

export interface AlertPlan {
  raise: Observation[];
  clear: Alert[];
}

/**
 * What is raised and what is over, given the alerts that stand. One that stands is left alone until its
 * number is well back on the right side; one whose number is not known any more (the gate was closed, the
 * event is over, nobody comes) is over. Pure.
 */
export function decideAlerts(
  observations: readonly Observation[],
  standing: readonly Alert[],
): AlertPlan {
  const stands = new Set(standing.map(keyOf));
  const seen = new Map(observations.map((observation) => [keyOf(observation), observation]));
  return {
    raise: observations.filter((one) => !stands.has(keyOf(one)) && isBeyond(one, 'raise')),
    clear: standing.filter((alert) => {
      const observation = seen.get(keyOf(alert));
      return !observation || !isBeyond(observation, 'clear');
    }),
  };
}

function isBeyond({ type, value }: Observation, limit: 'raise' | 'clear'): boolean {
  const rule = alertRules[type];
  return rule.worse === 'above' ? value > rule[limit] : value < rule[limit];
}

function keyOf({ type, subjectId }: Pick<Alert, 'type' | 'subjectId'>): string {
  return `${type} ${subjectId}`;
}
