import colorNames from 'color-name';
import { foldLines } from 'ical-generator';
import type { CalendarEvent } from './schema.js';

/**
 * The lines of RFC 7986 that ical-generator has no words for, folded: the event's colour, by the name of
 * the nearest colour of CSS (5.9), and its logo (5.10).
 */
export function lookOf({ color, image }: Pick<CalendarEvent, 'color' | 'image'>): string[] {
  const name = color === undefined ? undefined : nearestColorName(color);
  return [
    ...(name === undefined ? [] : [`COLOR:${name}`]),
    ...(image === undefined ? [] : [foldLines(`IMAGE;VALUE=URI;DISPLAY=BADGE:${image}`)]),
  ];
}

/** @param hex `#0a7d5a`; undefined for anything else */
export function nearestColorName(hex: string): string | undefined {
  const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1];
  if (digits === undefined) return undefined;
  const wanted = [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
  let nearest: { name: string; distance: number } | undefined;
  for (const [name, parts] of Object.entries(colorNames)) {
    const distance = parts.reduce((sum, part, at) => sum + (part - (wanted[at] ?? 0)) ** 2, 0);
    if (nearest === undefined || distance < nearest.distance) nearest = { name, distance };
  }
  return nearest?.name;
}
