import { describe, expect, it } from 'vitest';
import {
  readBrotherEnd,
  readBrotherStatus,
} from '../../../src/core/printing/languages/brother-status.js';
import {
  readEscposEnd,
  readEscposStatus,
} from '../../../src/core/printing/languages/escpos-status.js';
import { readZplEnd, readZplStatus } from '../../../src/core/printing/languages/zpl-status.js';
import { profileOf } from './sample-printing.js';

const outcome = (reading: { kind: string; problem?: string }) => reading.problem ?? reading.kind;

describe('what an ESC/POS printer answers', () => {
  it.each([
    ['12121212', 'ready'],
    ['121212', 'incomplete'],
    ['', 'incomplete'],
    ['1a161212', 'cover_open'],
    ['1a321272', 'paper_out'],
    ['1a12321a', 'error'],
    ['1a121212', 'offline'],
    // The paper is near its end, the drawer is open: it prints all the same.
    ['1612121e', 'ready'],
    ['1212121200', 'garbage'],
    ['ff', 'garbage'],
    ['1212121212', 'garbage'],
  ])('%s is %s', (bytes, expected) => {
    expect(outcome(readEscposStatus(Buffer.from(bytes, 'hex')))).toBe(expected);
  });

  it.each([
    ['00', 'printed'],
    ['03', 'printed'],
    ['0c', 'paper_out'],
    ['', 'incomplete'],
    ['16', 'incomplete'],
    ['1600', 'printed'],
    ['0000', 'garbage'],
    ['80', 'garbage'],
  ])('at the end, %s is %s', (bytes, expected) => {
    expect(outcome(readEscposEnd(Buffer.from(bytes, 'hex')))).toBe(expected);
  });
});

describe('what a Brother QL answers', () => {
  const profile = profileOf('brother-ql');
  function packet(changes: Record<number, number> = {}): Buffer {
    const bytes = Buffer.alloc(32);
    bytes.set([0x80, 0x20, 0x42, 0x34]);
    bytes[10] = 62;
    bytes[11] = 0x0a;
    for (const [at, value] of Object.entries(changes)) bytes[Number(at)] = value;
    return bytes;
  }

  it.each([
    [{}, 'ready'],
    [{ 9: 0x10 }, 'cover_open'],
    [{ 8: 0x01 }, 'paper_out'],
    [{ 8: 0x02 }, 'paper_out'],
    [{ 11: 0 }, 'paper_out'],
    [{ 10: 29 }, 'wrong_media'],
    [{ 11: 0x0b, 17: 100 }, 'wrong_media'],
    [{ 9: 0x01 }, 'wrong_media'],
    [{ 8: 0x04 }, 'error'],
    [{ 18: 0x02 }, 'error'],
    [{ 0: 0x81 }, 'garbage'],
  ])('with %j it is %s', (changes, expected) => {
    expect(outcome(readBrotherStatus(packet(changes), profile))).toBe(expected);
  });

  it('is waited for until all of a packet is there', () => {
    expect(outcome(readBrotherStatus(packet().subarray(0, 31), profile))).toBe('incomplete');
    expect(outcome(readBrotherEnd(packet({ 18: 0x06 })))).toBe('incomplete');
  });

  it('is "printed" only when it says so, and an error before that counts', () => {
    const [phase, done] = [packet({ 18: 0x06, 19: 1 }), packet({ 18: 0x01 })];
    expect(outcome(readBrotherEnd(Buffer.concat([phase, done])))).toBe('printed');
    const error = packet({ 18: 0x02, 8: 0x02 });
    expect(outcome(readBrotherEnd(Buffer.concat([phase, error, done])))).toBe('paper_out');
  });
});

describe('what a Zebra answers', () => {
  function host(first: Record<number, string> = {}, second: Record<number, string> = {}): Buffer {
    const one = '030,0,0,1245,000,0,0,0,000,0,0,0'
      .split(',')
      .map((value, at) => first[at] ?? value);
    const two = '000,0,0,0,0,2,4,0,00000000,1,000'
      .split(',')
      .map((value, at) => second[at] ?? value);
    return Buffer.from(
      [one.join(','), two.join(','), '1234,0'].map((line) => `\x02${line}\x03\r\n`).join(''),
    );
  }

  it.each([
    [host(), 'ready'],
    [host({ 1: '1' }), 'paper_out'],
    [host({ 2: '1' }), 'offline'],
    [host({}, { 2: '1' }), 'cover_open'],
    [host({}, { 3: '1' }), 'error'],
    [host().subarray(0, 40), 'incomplete'],
    [Buffer.from('HTTP/1.1 400'), 'garbage'],
    [Buffer.concat([host(), host()]), 'garbage'],
  ])('is understood', (answer, expected) => {
    expect(outcome(readZplStatus(answer))).toBe(expected);
  });

  it('is "printed" when nothing waits and no label is left', () => {
    expect(outcome(readZplEnd(host()))).toBe('printed');
    expect(outcome(readZplEnd(host({ 4: '001' })))).toBe('busy');
    expect(outcome(readZplEnd(host({ 7: '1' })))).toBe('busy');
    expect(outcome(readZplEnd(host({}, { 8: '00000001' })))).toBe('busy');
    expect(outcome(readZplEnd(host({ 1: '1' }, { 8: '00000001' })))).toBe('paper_out');
  });
});
