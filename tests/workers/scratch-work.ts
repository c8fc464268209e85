import { z } from 'zod';
import { defineJobLedger } from '../../src/core/jobs/job-ledgers.js';
import type { DoorbellQueue } from '../../src/core/runtime/queue/doorbell-queue.js';
import { defineJob } from '../../src/core/runtime/queue/job-contract.js';
import type { Process, Processor } from '../../src/workers/catalogue.js';
import type { ScratchLedger } from '../core/runtime/ledger/scratch-ledger.js';

const thingJob = defineJob({
  kind: 'thing.do',
  queue: 'things',
  payload: z.strictObject({ thingId: z.uuid() }),
});

/** A processor for the scratch ledger that does what the test says. */
export function scratchProcessor(scratch: ScratchLedger, process: Process): Processor {
  const source = defineJobLedger({
    ledger: scratch.ledger,
    job: thingJob,
    payloadOf: (thingId) => ({ thingId }),
    idOf: ({ thingId }) => thingId,
    columns: {
      eventId: 'id',
      file: 'id',
      startedBy: 'id',
      progress: 'attempts',
      startedAt: 'created_at',
      finishedAt: 'updated_at',
    },
  });
  return { source, load: async () => ({ process }) };
}

/** A queue that notes who was rung for; `heard` says whether a ring gets through. */
export function notingQueue(heard: boolean): DoorbellQueue & { rings: unknown[] } {
  const rings: unknown[] = [];
  return {
    rings,
    async ring(_, payload) {
      rings.push(payload);
      return heard;
    },
    listen: async () => ({ drain: async () => undefined, close: async () => undefined }),
    close: async () => undefined,
  };
}
