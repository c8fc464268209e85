import type { Gate } from './schema.js';

/** A gate as it is given out: stable names, times in ISO 8601 UTC, `null` for what it does not have. */
export function presentGate(gate: Gate) {
  return {
    id: gate.id,
    eventId: gate.eventId,
    code: gate.code,
    name: gate.name,
    capacityPerMinute: gate.capacityPerMinute ?? null,
    active: gate.active,
    createdAt: gate.createdAt.toISOString(),
    updatedAt: gate.updatedAt.toISOString(),
  };
}

export type GateDocument = ReturnType<typeof presentGate>;
