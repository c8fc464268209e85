/** An answer to a question of the event's form, or a column of an imported file that was kept. */
export type CustomResponse = string | number | boolean | null;

export type CustomResponses = Readonly<Record<string, CustomResponse>>;

/**
 * Where a registration stands: `pending` waits for approval, `waitlisted` for a place. Both
 * `pending` and `registered` occupy a place.
 */
export const registrationStatuses = ['pending', 'registered', 'waitlisted', 'cancelled'] as const;
export type RegistrationStatus = (typeof registrationStatuses)[number];

export const checkinStatuses = ['not_checked_in', 'checked_in', 'no_show'] as const;
export type CheckinStatus = (typeof checkinStatuses)[number];

export type ParticipantSource = 'direct' | 'referral' | 'import';

/** Who a participant is. The e-mail is normalised, the phone E.164, the birth date `YYYY-MM-DD`. */
export interface ParticipantIdentity {
  name: string;
  email: string;
  phone: string | null;
  birthDate: string | null;
  customResponses: CustomResponses;
}

/** A person registered for one event, with the personal data decrypted. */
export interface Participant extends ParticipantIdentity {
  id: string;
  eventId: string;
  /** Registration number within the event, from 1, without gaps. */
  number: number;
  ticketCode: string;
  ticketCopy: number;
  status: RegistrationStatus;
  source: ParticipantSource;
  importId: string | null;
  registeredAt: Date;
  waitlistedAt: Date | null;
  cancelledAt: Date | null;
  consents: { requiredAt: Date | null; marketingAt: Date | null };
  checkin: { status: CheckinStatus; at: Date | null; by: string | null; deviceId: string | null };
  createdAt: Date;
  updatedAt: Date;
}

/** `#042`: how a registration number is spoken and printed. */
export function formatRegistrationNumber(number: number): string {
  return `#${String(number).padStart(3, '0')}`;
}

/**
 * The form in which names are compared and searched: NFKC, lower case, without white space. So
 * `홍 길동` finds 홍길동 and `ＫＩＭ` finds Kim.
 */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');
}
