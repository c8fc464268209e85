/** How many messages had ended at some time, in milliseconds. */
export interface PaceSample {
  at: number;
  ended: number;
}

/** Long enough to even out the portions in which workers record, short enough to see a server slow down. */
const windowMs = 30_000;

/**
 * Messages a second over the last half minute, and the seconds until `open` ones have ended at this pace.
 * `samples` are in order of time; those that are too old to count are removed from it. Null: nothing to
 * measure yet, or nothing goes on.
 */
export function estimatePace(
  samples: PaceSample[],
  open: number,
): { perSecond: number | null; secondsLeft: number | null } {
  const last = samples.at(-1);
  while (last && samples.length > 2 && last.at - (samples[1] as PaceSample).at >= windowMs) {
    samples.shift();
  }
  const [first] = samples;
  if (!first || !last || last.at <= first.at) return { perSecond: null, secondsLeft: null };
  // Messages of the event may be erased, or sent anew, while somebody looks.
  const perSecond = Math.max(0, ((last.ended - first.ended) / (last.at - first.at)) * 1000);
  return { perSecond, secondsLeft: perSecond === 0 || open === 0 ? null : open / perSecond };
}
