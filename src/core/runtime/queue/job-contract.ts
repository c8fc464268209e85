import type { z } from 'zod';

/**
 * What rings and what answers, agreed between both ends. A payload holds ids only: queues are not
 * encrypted, keep what they carry for a while, and show it to whoever administers them.
 */
export interface JobContract<Payload> {
  /** `import.run`: the name that processors, logs and the catalogue of workers know it by. */
  readonly kind: string;
  /** Jobs of one queue are taken in turn; each queue has its own concurrency. */
  readonly queue: string;
  readonly payload: z.ZodType<Payload>;
}

/** Defines a job once, in the `jobs.ts` of its slice. Only ids fit into a payload. */
export function defineJob<Shape extends Record<string, z.ZodUUID>>(definition: {
  kind: string;
  queue: string;
  payload: z.ZodObject<Shape>;
}): JobContract<z.infer<z.ZodObject<Shape>>> {
  return definition;
}
