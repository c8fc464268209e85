import type { TicketJudgement } from './judge-ticket.js';

/** A judgement as a sentence for the person at the door. */
export function explainJudgement(judgement: TicketJudgement): string {
  switch (judgement.verdict) {
    case 'valid':
      return `valid: ticket ${judgement.code} · copy ${judgement.copy}`;
    case 'malformed':
      return 'not a ticket: the text is not what evm writes into QR codes';
    case 'unsupported_version':
      return 'a ticket of a newer evm: update this one to check it';
    case 'wrong_event':
      return 'a ticket of another event, or one whose key is not known here';
    case 'invalid_signature':
      return 'forged or changed: the signature is not by the key of the event';
    case 'unknown_ticket':
      return `no such ticket: ${judgement.code} copy ${judgement.copy} is signed, but the record has none`;
    case 'old_copy':
      return `replaced: this is copy ${judgement.copy}, the newest is copy ${judgement.newestCopy}`;
    case 'not_registered':
      return `ticket ${judgement.code} is not valid: its registration is ${judgement.status}`;
  }
}
