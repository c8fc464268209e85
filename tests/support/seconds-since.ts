/** Seconds since then, in the time of `performance.now`. */
export function secondsSince(then: number): number {
  return (performance.now() - then) / 1000;
}
