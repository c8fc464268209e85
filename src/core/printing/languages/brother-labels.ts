/** A roll in a Brother QL. Dots are those of its 300 dpi. */
export interface BrotherLabel {
  /** Millimetres; 0 is a continuous roll. */
  tape: { width: number; length: number };
  kind: 'continuous' | 'die-cut';
  /** Dots that can be printed; 0 rows is as many as the picture has. */
  printable: { width: number; height: number };
  /** Pins to the right of the printable ones. */
  right: number;
  /** Rows that are fed before and after. */
  feed: number;
}

/**
 * The rolls of printers with a head of 720 pins (QL-500 to QL-820NWB), from Brother's raster command
 * references ("Print Area", "Pin configuration").
 */
export const brotherLabels: Readonly<Record<string, BrotherLabel>> = {
  '12': continuous(12, 106, 29),
  '29': continuous(29, 306, 6),
  '38': continuous(38, 413, 12),
  '50': continuous(50, 554, 12),
  '54': continuous(54, 590, 0),
  '62': continuous(62, 696, 12),
  '17x54': dieCut([17, 54], [165, 566], 0),
  '17x87': dieCut([17, 87], [165, 956], 0),
  '23x23': dieCut([23, 23], [202, 202], 42),
  '29x42': dieCut([29, 42], [306, 425], 6),
  '29x90': dieCut([29, 90], [306, 991], 6),
  '38x90': dieCut([38, 90], [413, 991], 12),
  '39x48': dieCut([39, 48], [425, 495], 6),
  '52x29': dieCut([52, 29], [578, 271], 0),
  '62x29': dieCut([62, 29], [696, 271], 12),
  '62x100': dieCut([62, 100], [696, 1109], 12),
};

export function isBrotherLabel(name: string): boolean {
  return Object.hasOwn(brotherLabels, name);
}

/** The label of a profile; the widest continuous roll where it names none that there is. */
export function brotherLabelOf(name: string | undefined): BrotherLabel {
  const known = name !== undefined && isBrotherLabel(name) ? name : '62';
  return brotherLabels[known] as BrotherLabel;
}

function continuous(width: number, dots: number, right: number): BrotherLabel {
  const printable = { width: dots, height: 0 };
  return { tape: { width, length: 0 }, kind: 'continuous', printable, right, feed: 35 };
}

function dieCut(
  [width, length]: [number, number],
  [dots, rows]: [number, number],
  right: number,
): BrotherLabel {
  const printable = { width: dots, height: rows };
  return { tape: { width, length }, kind: 'die-cut', printable, right, feed: 0 };
}
