import { describe, expect, it } from 'vitest';
import type { TicketHolder } from '../../../src/core/tickets/schema.js';
import {
  ticketFileName,
  ticketIndexHead,
  ticketIndexLine,
} from '../../../src/core/tickets/ticket-index.js';

const holder: TicketHolder = {
  id: '0192f0c1-0000-7000-8000-000000000001',
  number: 7,
  name: '홍길동',
  ticketCode: '7K3QM9XPDR',
  ticketCopy: 2,
  status: 'registered',
};

describe('the file name of a ticket', () => {
  it('sorts by registration number and holds nothing that a person typed', () => {
    expect(ticketFileName(holder, 'png')).toBe('#007-7K3QM9XPDR.png');
    expect(ticketFileName({ ...holder, number: 12345 }, 'svg')).toBe('#12345-7K3QM9XPDR.svg');
  });
});

describe('the index of an export', () => {
  it('says whose each file is, and no e-mail', () => {
    expect(ticketIndexHead).toBe('\ufeffnumber,name,code,copy,file\r\n');
    expect(ticketIndexLine(holder, 'a.png')).toBe('7,홍길동,7K3QM-9XPDR,2,a.png\r\n');
  });

  it.each([
    ['Kim, Lee', '"Kim, Lee"'],
    ['Kim "the" Lee', '"Kim ""the"" Lee"'],
    ['Kim\nLee', '"Kim\nLee"'],
    ['=1+1', "'=1+1"],
    ['@cmd', "'@cmd"],
    ['-2+3', "'-2+3"],
    [' =1+1', "' =1+1"],
    ["'=1+1", "''=1+1"],
    ['\tx', "'\tx"],
    ['＝1', "'＝1"],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
  ])('keeps the name %j harmless', (name, cell) => {
    expect(ticketIndexLine({ ...holder, name }, 'a.png')).toBe(`7,${cell},7K3QM-9XPDR,2,a.png\r\n`);
  });
});
