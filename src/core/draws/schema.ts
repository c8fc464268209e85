import { z } from 'zod';

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `is ${bytes} bytes in hex`);
const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\n\r]+$/, 'is one line');
const moment = z.iso.datetime({ offset: true });

/**
 * Everything that a stranger needs to compute a draw again; without personal data. A weighted pool lists
 * an id as often as its weight.
 */
export const Transcript = z.looseObject({
  version: z.string(),
  drawId: z.string().min(1).max(200),
  event: z.string(),
  prize: z.string(),
  rules: z.unknown(),
  pool: z.array(id),
  poolHash: hex(32),
  count: z.number().int().min(1),
  alternateCount: z.number().int().min(0),
  entropySource: z.string(),
  commit: hex(32),
  committedAt: moment,
  entropy: z.string(),
  secret: hex(32),
  seed: hex(32),
  winners: z.array(id),
  alternates: z.array(id),
  drawnAt: moment,
});
export type Transcript = z.infer<typeof Transcript>;
