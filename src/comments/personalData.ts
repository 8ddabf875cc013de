import { wordsOf } from './words';

/**
 * Names of columns with data of a person, or a secret: English and Italian, one or more words each. A column is
 * recognised by the words of its name, however they are joined: `birth_date`, `customerBirthDate`, `BIRTHDATE1`.
 */
export const personalDataNames: readonly string[] = [
  // contact data
  ...['email', 'e mail', 'mail', 'phone', 'phone number', 'telephone', 'tel', 'mobile', 'cell', 'fax', 'address'],
  ...['addr', 'street', 'street name', 'house number'],
  ...['postal code', 'zip', 'zip code', 'postcode', 'ip', 'ip address'],
  ...['telefono', 'cellulare', 'indirizzo', 'pec', 'posta elettronica', 'recapito', 'domicilio', 'residenza', 'cap'],
  // names of a person
  ...['first name', 'last name', 'full name', 'middle name', 'given name', 'family name', 'maiden name', 'surname'],
  ...['user name', 'login', 'nickname', 'contact name'],
  ...['customer name', 'employee name', 'patient name', 'person name'],
  ...['fname', 'lname', 'cognome', 'nominativo', 'nome utente', 'nome cliente', 'nome completo', 'nome cognome'],
  // other facts about a person
  ...['birth date', 'date of birth', 'birthday', 'birth day'],
  ...['birth year', 'birth place', 'place of birth', 'born', 'dob'],
  ...['gender', 'sex', 'religion', 'ethnicity', 'nationality', 'marital status', 'diagnosis', 'blood type', 'salary'],
  ...['data nascita', 'data di nascita', 'luogo nascita', 'luogo di nascita', 'sesso', 'religione', 'stato civile'],
  ...['nazionalità', 'nazionalita', 'diagnosi', 'stipendio', 'photo', 'picture', 'signature', 'foto', 'firma'],
  // numbers that identify a person
  ...['ssn', 'social security', 'tax code', 'tax id', 'tax number'],
  ...['fiscal code', 'national id', 'passport', 'vat number'],
  ...['driver license', 'driving license', 'license plate'],
  ...['identity card', 'codice fiscale', 'partita iva', 'patente'],
  ...['passaporto', 'carta identità', 'carta identita', 'carta di identità', 'tessera sanitaria', 'targa'],
  // payment data
  ...['iban', 'bic', 'account number', 'bank account'],
  ...['card number', 'credit card', 'debit card', 'card holder', 'cvv'],
  ...['cvc', 'numero carta', 'carta credito', 'carta di credito', 'conto corrente', 'numero conto', 'intestatario'],
  // secrets
  ...['password', 'passwd', 'pwd', 'passphrase', 'pass', 'pin', 'pin code', 'secret', 'token', 'api key', 'access key'],
  ...['private key', 'secret key', 'encryption key', 'salt', 'otp', 'credential', 'password hash', 'security answer'],
  ...['parola chiave', 'segreto', 'credenziali', 'codice pin'],
];

/** Joined, since names are written with or without separators between the words. */
const joinedNames = new Set(personalDataNames.map((name) => wordsOf(name).join('')));
const longestName = Math.max(...personalDataNames.map((name) => wordsOf(name).length));

/**
 * A name that ends with such a word is about the data, but does not contain them: `email_count`, `password_changed_at`.
 */
const harmlessEndings = new Set(['count', 'length', 'type', 'at', 'enabled', 'verified', 'confirmed', 'status']);
const harmlessBeginnings = new Set(['is', 'has']);

/**
 * Whether a column's name suggests data of a person, or a secret. It compares whole words: `tokenizer_id`, `phonetic`
 * and `addressee_count` do not match. A doubtful name matches, since leaving a column out of the samples costs little.
 */
export function looksPersonal(columnName: string): boolean {
  const words = wordsOf(columnName);
  const [first, last] = [words[0] ?? '', words.at(-1) ?? ''];
  const spans = words.flatMap((_, start) =>
    Array.from({ length: Math.min(longestName, words.length - start) }, (_, index) =>
      words.slice(start, start + index + 1),
    ),
  );
  const personal = spans.filter((span) => isListed(span.join('')));
  // `marital_status` and `blood_type` are in the list with their ending
  const withEnding = personal.some((span) => span.length > 1 && span.at(-1) === last && words.length > 1);
  if (!withEnding && (harmlessEndings.has(last) || harmlessBeginnings.has(first))) return false;
  return personal.length > 0;
}

function isListed(joined: string): boolean {
  return [joined, joined.replace(/s$/, ''), joined.replace(/es$/, '')].some((form) => joinedNames.has(form));
}
