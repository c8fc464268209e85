/**
 * How often a fault test repeats: `usual` in every run, `EVM_FAULT_ROUNDS` when a person wants to
 * search longer.
 */
export function faultRounds(usual: number): number {
  const asked = process.env.EVM_FAULT_ROUNDS;
  if (!asked) return usual;
  const rounds = Number(asked);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error('EVM_FAULT_ROUNDS must be a whole number from 1');
  }
  return rounds;
}
