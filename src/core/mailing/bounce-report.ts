/** What a mail system reported about a message of ours. */
export type BounceReport =
  | {
      kind: 'bounce';
      hardness: Hardness;
      /** The message that it is about; without it, it is about nothing that we know. */
      messageId?: string | undefined;
      /** An enhanced status code such as `5.1.1`, else the SMTP reply such as `550`. */
      code?: string | undefined;
      /**
       * The address that the returned message was written to, in its normalised form. Only ever a
       * reason to leave an address alone: whoever has another one by now must not suffer for the old.
       */
      writtenTo?: string | undefined;
    }
  | { kind: 'complaint'; messageId?: string | undefined }
  /** The server keeps trying. */
  | { kind: 'delay'; messageId?: string | undefined }
  | { kind: 'other' };

/** `hard`: the address or its domain does not exist. `soft`: it does, and refused this message. */
export type Hardness = 'hard' | 'soft';

/** Why a server refused, as far as it said so. */
export interface Diagnosis {
  /** The enhanced status code (RFC 3463). */
  status?: string | undefined;
  /** The SMTP reply code. */
  reply?: string | undefined;
  /** The server's words; never kept, because they repeat addresses. */
  text: string;
}

/**
 * Whether a refusal says that the address does not exist. In doubt it is soft: a soft bounce costs a
 * mail in vain, a wrong hard one costs somebody their ticket.
 */
export function judgeHardness({ status, reply, text }: Diagnosis): Hardness {
  if (status?.startsWith('4') || (!status && reply?.startsWith('4'))) return 'soft';
  if (blamesSender.test(text)) return 'soft';
  if (status && hardStatuses.test(status)) return 'hard';
  if (status && !saysNothing.test(status)) return 'soft';
  return unknownAddress.test(text) && !refusedForAnotherReason.test(text) ? 'hard' : 'soft';
}

/**
 * RFC 3463, 3.2: bad mailbox, bad system, bad syntax, moved without a new address; RFC 7505: the domain
 * takes no mail (5.1.10). 5.1.7 and 5.1.8 are about the sender, 5.1.5 is a success, 5.1.4 and 5.1.9 are
 * no proof. 5.4.4 and Exchange's 5.4.310: the domain does not exist.
 */
const hardStatuses = /^5\.(?:1\.(?:[01236]|10)|4\.(?:4|310))$/;
/** Codes that servers give whatever the reason; then only the words are left. */
const saysNothing = /^5\.(?:\d\.0|0\.\d+)$/;

const unknownAddress =
  /(?:user|mailbox|recipient|account|address)(?: \S+)?(?: is)? (?:unknown|not found|invalid)|(?:unknown|invalid|no such|non-?existent) (?:local )?(?:user|mailbox|recipient|account|address)|no mailbox here by that name|(?:does not|doesn'?t) exist|host (?:or domain name )?not found|존재하지 않는|없는 (?:사용자|계정|아이디|메일)|수신자를 찾을 수 없/i;
const refusedForAnotherReason =
  /quota|mailbox(?: is)? full|spam|block|blacklist|polic(?:y|ies)|reputation|denied|rate limit|too many|relay|용량|스팸|차단/i;
const blamesSender = /sender (?:address )?(?:was |is )?(?:rejected|denied|refused|blocked)/i;
