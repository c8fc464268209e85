import { z } from 'zod';
import { gateErrors } from './errors.js';

const Code = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,20}$/, '1 to 20 letters, digits, - or _ are needed');

const Name = z
  .string()
  .transform((text) => text.trim().normalize('NFC'))
  .refine((text) => text !== '', 'a text is needed')
  .refine((text) => [...text].length <= 100, 'at most 100 characters')
  .refine((text) => !/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(text), 'holds control characters');

const CapacityPerMinute = z
  .number()
  .int('a whole number is needed')
  .min(1, 'at least 1 person per minute')
  .max(10_000, 'at most 10,000 people per minute');

/** What a new gate is given; without a name it is called by its code. */
export const NewGate = z.strictObject({
  code: Code,
  name: Name.optional(),
  capacityPerMinute: CapacityPerMinute.optional(),
});
export type NewGate = z.input<typeof NewGate>;

/** Details of a gate to change; `null` takes the capacity away. */
export const GateChanges = z.strictObject({
  name: Name.optional(),
  capacityPerMinute: CapacityPerMinute.nullish(),
  active: z.boolean().optional(),
});
export type GateChanges = z.input<typeof GateChanges>;

/** Reads details of a gate. Throws GATE_INVALID with every problem. */
export function readGateInput<Schema extends typeof NewGate | typeof GateChanges>(
  schema: Schema,
  input: z.input<Schema>,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data as z.output<Schema>;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw gateErrors.invalid({ problems });
}
