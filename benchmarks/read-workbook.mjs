// exceljs' streaming reader, doing nothing with what it reads: the limit for workbooks.
import exceljs from 'exceljs';

const reader = new exceljs.stream.xlsx.WorkbookReader(process.argv[2], {
  sharedStrings: 'cache',
  styles: 'cache',
  hyperlinks: 'ignore',
  worksheets: 'emit',
});
let rows = 0;
for await (const worksheet of reader) for await (const _row of worksheet) rows += 1;
console.log(rows);
