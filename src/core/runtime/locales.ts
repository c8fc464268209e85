/** The languages in which participants read what evm writes. */
export const locales = ['ko', 'en'] as const;
export type Locale = (typeof locales)[number];
