const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Numbers as a line of bars, the largest as a full one; nothing is a space. */
export function sparkline(numbers: readonly number[]): string {
  const largest = Math.max(1, ...numbers);
  return numbers
    .map((number) => (number > 0 ? bars[Math.ceil((number / largest) * bars.length) - 1] : ' '))
    .join('');
}

/** A bar of `width` characters, as full as `share` (0 to 1; more is full). */
export function loadBar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
