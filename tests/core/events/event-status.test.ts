import { describe, expect, it } from 'vitest';
import { decideStatusChange, statusesAfter } from '../../../src/core/events/event-status.js';
import { EventStatus } from '../../../src/core/events/schema.js';

const changes = [
  ['draft', 'published'],
  ['published', 'in_progress'],
  ['in_progress', 'completed'],
  ['draft', 'cancelled'],
  ['published', 'cancelled'],
  ['in_progress', 'cancelled'],
];

describe('the life of an event', () => {
  for (const from of EventStatus.options) {
    for (const to of EventStatus.options) {
      const isAllowed = changes.some(([before, after]) => before === from && after === to);
      const expected = from === to ? 'unchanged' : isAllowed ? 'change' : 'refused';
      it(`answers "${expected}" to ${from} → ${to}`, () => {
        expect(decideStatusChange(from, to).kind).toBe(expected);
      });
    }
  }

  it('names what is possible when it refuses', () => {
    expect(decideStatusChange('draft', 'completed')).toEqual({
      kind: 'refused',
      possible: ['published', 'cancelled'],
    });
  });

  it('ends with completed and with cancelled', () => {
    expect(EventStatus.options.filter((status) => statusesAfter(status).length === 0)).toEqual([
      'completed',
      'cancelled',
    ]);
  });
});
