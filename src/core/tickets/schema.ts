import { z } from 'zod';

/** The formats in which tickets are exported. */
export const TicketImageFormat = z.enum(['png', 'svg']);
export type TicketImageFormat = z.infer<typeof TicketImageFormat>;

/** The event of a ticket, as far as tickets need to know it. */
export interface TicketEvent {
  id: string;
  slug: string;
}

/** Who holds a ticket; the name is the only personal datum that tickets touch. */
export interface TicketHolder {
  id: string;
  /** Registration number within the event. */
  number: number;
  name: string;
  ticketCode: string;
  /** The newest copy; older ones open no door. */
  ticketCopy: number;
  status: 'pending' | 'registered' | 'waitlisted' | 'cancelled';
}

/** A ticket as it is shown: the payload is what its QR code says. */
export interface Ticket {
  event: string;
  participantId: string;
  number: number;
  name: string;
  code: string;
  copy: number;
  payload: string;
}
