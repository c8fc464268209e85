import { describe, expect, it } from 'vitest';
import { matchGates } from '../../../src/core/events/find-gate.js';
import type { Gate } from '../../../src/core/events/schema.js';

const gates = [makeGate('G1', 'Main hall'), makeGate('g1', 'North'), makeGate('G2', '북문')];

describe('what a person calls a gate', () => {
  it.each([
    ['G1', ['G1']],
    ['g1', ['g1']],
    [' G2 ', ['G2']],
    ['g2', ['G2']],
    ['main HALL', ['G1']],
    ['북문'.normalize('NFD'), ['G2']],
    ['id-of-g1', ['g1']],
    ['G3', []],
    ['', []],
  ])('"%s" means %j', (reference, codes) => {
    expect(matchGates(gates, reference).map(({ code }) => code)).toEqual(codes);
  });

  it('is ambiguous when it fits several in another case', () => {
    const twins = [makeGate('Ga', 'x'), makeGate('gA', 'y')];
    expect(matchGates(twins, 'GA')).toHaveLength(2);
  });
});

function makeGate(code: string, name: string): Gate {
  const at = new Date(0);
  return {
    id: `id-of-${code}`,
    eventId: 'e',
    code,
    name,
    active: true,
    createdAt: at,
    updatedAt: at,
  };
}
