import { describe, expect, it } from 'vitest';
import { breakText } from '../../../src/core/badges/break-text.js';
import { layOutText } from '../../../src/core/badges/lay-out-text.js';

/** Every letter is half as wide as high, Han and Hangul as wide as high. */
function measure(text: string): number {
  return [...text].reduce((sum, one) => sum + (one.charCodeAt(0) > 0x2fff ? 1 : 0.5), 0);
}

const space = { width: 100, height: 48, fontSize: 40, minFontSize: 10, lines: 2 };

function layOut(text: string, changes: Partial<typeof space> = {}) {
  return layOutText(text, { ...space, ...changes }, measure);
}

describe('a text in its box', () => {
  it('has its largest size when it fits', () => {
    expect(layOut('Kim')).toEqual({ fontSize: 40, lines: ['Kim'], cut: false });
  });

  it('shrinks before it is broken inside a word', () => {
    expect(layOut('abcdefghij')).toEqual({ fontSize: 20, lines: ['abcdefghij'], cut: false });
  });

  it('is broken between words when that lets it be larger', () => {
    expect(layOut('Hans Meyer', { height: 60 })).toEqual({
      fontSize: 25,
      lines: ['Hans', 'Meyer'],
      cut: false,
    });
  });

  it('has lines of about the same length', () => {
    const { lines } = layOut('a bb cc dd ee ff', { fontSize: 13, height: 40 });
    expect(lines).toEqual(['a bb cc', 'dd ee ff']);
  });

  it('is broken inside a word when that is too long at the least size', () => {
    const text = 'x'.repeat(30);
    expect(layOut(text)).toEqual({
      fontSize: 10,
      lines: ['x'.repeat(15), 'x'.repeat(15)],
      cut: false,
    });
  });

  it('is cut when nothing else helps, and says so', () => {
    const { fontSize, lines, cut } = layOut('x'.repeat(100));
    expect({ fontSize, cut }).toEqual({ fontSize: 10, cut: true });
    expect(lines).toEqual(['x'.repeat(20), `${'x'.repeat(19)}…`]);
  });

  it('keeps words whole where it is cut', () => {
    const { lines } = layOut('international business machines corporation', { width: 70 });
    expect(lines).toEqual(['international', 'business…']);
  });

  it('is never higher than its box, whatever size is asked for', () => {
    expect(layOut('Kim', { height: 12 }).fontSize).toBe(10);
    expect(layOut('Hans Meyer', { height: 12, width: 60 }).lines).toHaveLength(1);
  });

  it('does not go on for ever in a box that holds no letter', () => {
    expect(layOut('홍길동', { width: 1 })).toMatchObject({ lines: ['…'], cut: true });
    expect(layOut('', { width: 1 }).lines).toEqual([]);
  });

  it('breaks names of Korea at spaces only, Han and kana anywhere but before closing marks', () => {
    const pieces = (text: string) => breakText(text).map((unit) => unit.text);
    expect(pieces('남궁 민수')).toEqual(['남궁', '민수']);
    expect(pieces('株式会社（東京）ー')).toEqual(['株', '式', '会', '社', '（東', '京）ー']);
    expect(pieces('Jean-Pierre O-')).toEqual(['Jean-', 'Pierre', 'O-']);
  });
});
