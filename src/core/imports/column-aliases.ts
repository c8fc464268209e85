/** What a column can be recognised as without being told. */
export type KnownColumn =
  | 'name'
  | 'email'
  | 'phone'
  | 'birthDate'
  | 'department'
  | 'position'
  | 'company'
  | 'givenName'
  | 'familyName';

/**
 * Headers as people and other tools (Eventbrite, Luma, Meetup, Google Forms, Naver, spreadsheets)
 * write them, in the form of `headerKey`. The first one that a file has wins: a mobile number is
 * a better contact than a landline.
 */
const aliases: Readonly<Record<KnownColumn, string>> = {
  name: `이름 성명 성함 name fullname 참가자이름 참가자명 참석자이름 참석자명 신청자이름 신청자명 고객명
    고객이름 참가자 참석자 신청자 한글이름 한글성명 attendeename guestname participantname
    customername displayname attendee guest participant 氏名 名前 お名前 姓名`,
  email: `email emailaddress 이메일 이메일주소 메일 메일주소 전자우편 전자우편주소 전자메일 mail
    mailaddress attendeeemail guestemail participantemail useremail contactemail 참가자이메일
    신청자이메일 メールアドレス 邮箱 电子邮件`,
  phone: `휴대폰 휴대폰번호 휴대전화 휴대전화번호 핸드폰 핸드폰번호 mobile mobilephone mobilenumber
    mobilephonenumber cellphone cellphonenumber cell hp phone phonenumber 전화번호 연락처 전화
    tel telephone telephonenumber contactnumber 参加者電話番号 電話番号 手机 手机号`,
  birthDate: '생년월일 생일 출생일 출생일자 birthdate dateofbirth birthday dob birth 生年月日',
  department:
    '부서 부서명 소속부서 소속 소속팀 팀 팀명 department departmentname dept division team',
  position: '직책 직위 직급 직함 position jobposition jobtitle title',
  company: `회사 회사명 회사이름 소속회사 기업 기업명 기관 기관명 소속기관 단체 단체명 업체명 company
    companyname organization organisation organizationname organisationname org employer 会社名`,
  givenName: 'firstname givenname forename attendeefirstname',
  familyName: 'lastname familyname surname attendeelastname 성',
};

const ranks = new Map<KnownColumn, ReadonlyMap<string, number>>();
for (const known of Object.keys(aliases) as KnownColumn[]) {
  const keys = aliases[known].split(/\s+/).map((alias, rank) => [alias, rank] as const);
  ranks.set(known, new Map(keys));
}

/** How well a header names a column, 0 being best; `undefined` if it does not. */
export function aliasRank(known: KnownColumn, header: string): number | undefined {
  const found = ranks.get(known);
  return found?.get(headerKey(header)) ?? found?.get(headerKey(withoutRemark(header)));
}

/** The form in which headers are compared: NFKC, lower case, without blanks and punctuation. */
export function headerKey(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200B\u2060\uFEFF_\-.*:/'’"]+/g, '');
}

/** `생년월일 (YYYY-MM-DD)` and `이메일 [필수]` name the same as without the remark. */
function withoutRemark(header: string): string {
  return header.replace(/\([^)]*\)|\[[^\]]*\]|（[^）]*）/g, '');
}
