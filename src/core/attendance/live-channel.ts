/** Where services hear that an event has something new to tell: PostgreSQL's NOTIFY, or Redis. */
export const liveChannel = 'evm_live';
