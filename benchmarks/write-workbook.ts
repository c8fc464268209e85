import exceljs from 'exceljs';
import type { GeneratedParticipant } from '../tests/support/generate-participants.js';

/** A workbook as people send it: shared strings, phones as text, birth dates as date cells. */
export async function writeWorkbook(
  file: string,
  participants: Iterable<GeneratedParticipant>,
): Promise<void> {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({
    filename: file,
    useSharedStrings: true,
    useStyles: true,
  });
  const sheet = workbook.addWorksheet('참가자');
  sheet.addRow(['이름', '이메일', '휴대폰', '생년월일', '회사', '부서', '직책']).commit();
  for (const { name, email, phone, birthDate, company, department, position } of participants) {
    const row = sheet.addRow([
      name,
      email,
      phone,
      new Date(birthDate),
      company,
      department,
      position,
    ]);
    row.getCell(4).numFmt = 'yyyy-mm-dd';
    row.commit();
  }
  sheet.commit();
  await workbook.commit();
}
