/** The answer that a model must give if it does not know the purpose. */
export const noInformation = 'NOT_ENOUGH_INFORMATION';

/** A longer answer contains information, even if these words occur in it. */
const maxRefusalLength = 240;

/**
 * How models say this in other words, in the languages of comments; compared without case and punctuation. Text may
 * come between the parts around an ellipsis.
 */
const phrasings: readonly string[] = [
  ...['not enough information', 'not enough info', 'not enough context', 'insufficient information'],
  ...['insufficient context', 'information is insufficient'],
  ...['information is not sufficient', 'no sufficient information'],
  ...['not sufficient information', 'lack of information', 'not … enough information', 'not … sufficient information'],
  ...['purpose … cannot be determined', 'meaning … cannot be determined', 'purpose … unclear', 'purpose … unknown'],
  // it
  ...['informazioni insufficienti', 'informazioni non sufficienti', 'informazioni non sono sufficienti'],
  ...['non … abbastanza informazioni', 'non … sufficienti informazioni', 'non … informazioni sufficienti'],
  // es, pt, fr, ca, gl, ro
  ...['información insuficiente', 'no … suficiente información', 'no … información suficiente'],
  ...['informações insuficientes', 'informação insuficiente'],
  ...['não … informações suficientes', 'não … informação suficiente'],
  ...['informations insuffisantes', 'information insuffisante'],
  ...['pas assez d informations', 'pas suffisamment d informations'],
  ...['informació insuficient', 'no … prou informació', 'no … informació suficient', 'non … información abonda'],
  ...['non … suficiente información', 'non … información suficiente'],
  ...['informații insuficiente', 'nu … suficiente informații'],
  ...['nu … destule informații'],
  // de, lb, nl, da, sv, no, is
  ...['nicht genügend informationen', 'nicht genug informationen', 'nicht ausreichend informationen'],
  ...['keine ausreichenden informationen', 'unzureichende informationen', 'informationen reichen nicht aus'],
  ...['net genuch informatiounen', 'net genug informatiounen', 'onvoldoende informatie', 'niet genoeg informatie'],
  ...['niet voldoende informatie', 'ikke nok information'],
  ...['utilstrækkelig information', 'ikke tilstrækkelig information'],
  ...['ikke tilstrækkelige oplysninger', 'otillräcklig information', 'inte tillräckligt med information'],
  ...['inte tillräcklig information', 'ikke nok informasjon', 'utilstrekkelig informasjon'],
  ...['ikke tilstrekkelig informasjon', 'ekki nægar upplýsingar', 'ófullnægjandi upplýsingar'],
  // ga, gd, cy, mt, eu
  ...['níl … go leor eolais', 'easpa eolais', 'chan eil … fiosrachadh gu leòr', 'gun fiosrachadh gu leòr'],
  ...['dim digon o wybodaeth', 'gwybodaeth annigonol'],
  ...['mhux biżżejjed informazzjoni', 'm hemmx biżżejjed informazzjoni'],
  ...['informazzjoni mhux biżżejjed', 'informazzjoni insuffiċjenti'],
  ...['informazio nahikorik ez', 'ez … informazio nahikorik'],
  ...['informazio nahikoa ez'],
  // pl, cs, sk, sl, hr, bs, sr, mk, bg
  ...['niewystarczające informacje', 'za mało informacji', 'niewystarczająca ilość informacji'],
  ...['brak wystarczających informacji', 'nedostatek informací', 'nedostatečné informace', 'není dostatek informací'],
  ...['nedostatok informácií', 'nedostatočné informácie', 'nie je dostatok informácií', 'premalo informacij'],
  ...['ni dovolj informacij', 'nezadostne informacije', 'nedovoljno informacija', 'nema dovoljno informacija'],
  ...['недовољно информација', 'нема довољно информација', 'недоволно информации', 'нема доволно информации'],
  ...['недостатъчна информация', 'недостатъчно информация', 'няма достатъчно информация'],
  // ru, uk, be, lt, lv, et, fi, hu, sq, el, tr
  ...['недостаточно информации', 'недостатньо інформації', 'бракує інформації', 'недастаткова інфармацыі'],
  ...['nepakanka informacijos', 'nepakankamai informacijos', 'nav pietiekami daudz informācijas'],
  ...['nepietiek informācijas', 'nepietiekama informācija', 'nav pietiekamas informācijas', 'ei ole piisavalt teavet'],
  ...['pole piisavalt teavet', 'ebapiisav teave', 'ei riittävästi tietoa', 'ei ole riittävästi tietoa'],
  ...['tiedot eivät riitä', 'ei tarpeeksi tietoa', 'ei ole tarpeeksi tietoa', 'nincs elég információ'],
  ...['nincs elegendő információ', 'nem áll rendelkezésre elegendő információ', 'informacion i pamjaftueshëm'],
  ...['mungesë informacioni', 'nuk ka informacion të mjaftueshëm'],
  ...['nuk ka mjaft informacion', 'ανεπαρκείς πληροφορίες'],
  ...['δεν υπάρχουν αρκετές πληροφορίες', 'δεν υπάρχουν επαρκείς πληροφορίες', 'yeterli bilgi yok', 'yetersiz bilgi'],
  ...['yeterli bilgi bulunmamaktadır'],
  // zh, ja, ko
  ...[
    '信息不足',
    '資訊不足',
    '没有足够的信息',
    '沒有足夠的資訊',
    '信息不够',
    '情報が不足',
    '情報が不十分',
    '十分な情報がありません',
  ],
  ...['情報不足', '정보가 부족', '정보 부족', '정보가 충분하지 않', '충분한 정보가 없'],
];

/** A good comment can contain these too, as the meaning of a value: they count only at the beginning. */
const openings: readonly string[] = [
  ...['not enough data', 'not enough details', 'insufficient data', 'insufficient details', 'no information'],
  ...['there is no information', 'no description', 'cannot determine', 'unable to determine', 'cannot be determined'],
  ...['it is not possible to determine', 'it is unclear', 'dati insufficienti', 'nessuna informazione'],
  ...['impossibile determinare', 'non è possibile determinare', 'non determinabile', 'datos insuficientes'],
  ...['no se puede determinar', 'não é possível determinar', 'données insuffisantes', 'impossible de déterminer'],
  ...['nicht bestimmbar', 'keine informationen', 'недостаточно данных', 'nedovoljno podataka'],
];

/** Answers without any information. */
const emptyWords = new Set(['', 'n a', 'na', 'none', 'null', 'nil', 'unknown', 'undefined', 'tbd', 'no comment']);

const refusals = [noInformation, ...phrasings].map((phrasing) => phrasing.split('…').map(plainWords));
const refusalOpenings = openings.map(plainWords);

/** Whether a comment only says that there is no information. */
export function saysNothing(comment: string): boolean {
  if (comment.includes(noInformation)) return true;
  if (comment.length > maxRefusalLength) return false;
  const words = plainWords(comment);
  if (emptyWords.has(words) || refusalOpenings.some((opening) => words.startsWith(opening))) return true;
  return refusals.some((parts) => holdsInOrder(words, parts));
}

function holdsInOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  return parts.every((part) => {
    const index = text.indexOf(part, from);
    from = index + part.length;
    return index !== -1;
  });
}

function plainWords(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
