/** Gathers the text of a cell or of a shared string: its runs, without the reading aids of names. */
export interface TextCollector {
  clear(): void;
  open(name: string): void;
  text(text: string): void;
  close(name: string): void;
  /** At most one unit longer than allowed, which is enough for the row to be refused later. */
  taken(): string;
}

/** https://learn.microsoft.com/openspecs/office_standards/ms-oi29500 (ST_Xstring): `_x000D_` is a character. */
const escaped = /_x([0-9a-f]{4})_/gi;

export function createTextCollector(maxLength: number): TextCollector {
  let taken = '';
  let isInside = false;
  let aids = 0;
  return {
    clear() {
      taken = '';
      isInside = false;
      aids = 0;
    },
    open(name) {
      if (name === 't') isInside = true;
      else if (name === 'rPh') aids += 1;
    },
    text(text) {
      if (isInside && aids === 0 && taken.length <= maxLength) {
        taken += text.slice(0, maxLength + 1);
      }
    },
    close(name) {
      if (name === 't') isInside = false;
      else if (name === 'rPh') aids -= 1;
    },
    taken: () => unescapeText(taken),
  };
}

/** Characters that XML cannot hold, or would change, are written as `_xHHHH_`; `_x005F_` is `_`. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(escaped, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
