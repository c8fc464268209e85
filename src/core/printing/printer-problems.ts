import type { PrinterProblem } from './schema.js';

/** What each problem is called, and what the person beside the printer does now. */
const words: Readonly<Record<PrinterProblem, string>> = {
  paper_out: 'the paper has run out: put a new roll in',
  cover_open: 'the cover is open: close it',
  offline: 'it cannot be reached: look at its cable, its power and its address',
  error: 'it reports an error: look at its lamps and at the cutter, then switch it off and on',
  wrong_media: 'the roll in it is not the one of its profile: change the roll or the profile',
  garbage: 'its answer is no status: is this the right language? Without answers: --status none',
  silent:
    'it does not answer: is it the right address and language? Without answers: --status none',
};

/** In words for people; nothing of a badge is in them. */
export function describeProblem(problem: PrinterProblem): string {
  return words[problem];
}
