/** How every command names a printer. */
export const printerArgument = { name: 'printer', description: 'name of the printer' } as const;
