/** Longer than a day, and a lost device would be trusted for days. */
export const mostTokenMinutes = 24 * 60;
