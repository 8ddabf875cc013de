import assert from 'node:assert/strict';
import { looksPersonal, personalDataNames } from '../../../src/comments/personalData';

describe('Names of personal data', () => {
  const personal = [
    ...['email', 'E-Mail', 'customerEmail', 'email_address', 'emails', 'EMAIL1', 'phone', 'phoneNumber', 'PHONENUMBER'],
    ...['mobile_no', 'address', 'billing_address_line_1', 'addresses', 'first_name', 'lastname', 'Surname', 'dob'],
    ...['birth_date', 'DateOfBirth', 'dateofbirth', 'password', 'password_hash', 'pwd', 'api_key', 'accessToken'],
    ...['iban', 'customer_iban', 'creditCardNumber', 'ssn', 'tax_code', 'passport_no', 'ip_address', 'marital_status'],
    ...['cellulare', 'telefono_casa', 'indirizzo', 'codice_fiscale', 'CodiceFiscale', 'codicefiscale', 'data_nascita'],
    ...['data_di_nascita', 'cognome', 'partita_iva', 'carta_identità', 'stipendio', 'sesso', 'pec', 'secret', 'pin'],
  ];
  const harmless = [
    ...['phonetic', 'tokenizer_id', 'addressee_count'],
    ...['telegram_count', 'mailing', 'passing_grade', 'pinned', 'saline'],
    ...['email_count', 'password_changed_at', 'email_verified', 'is_email', 'has_phone', 'phone_type', 'token_count'],
    ...['id', 'name', 'quantity', 'status', 'created_at'],
    ...['product_name', 'sexagesimal', 'compass', 'capacity', 'escape'],
    ...['prezzo', 'descrizione', 'quantità', 'data_ordine', 'capitolo', 'viaggio', 'firmamento', ''],
  ];

  for (const name of personal) it(`has ${name}`, () => assert.equal(looksPersonal(name), true));
  for (const name of harmless) it(`has not ${JSON.stringify(name)}`, () => assert.equal(looksPersonal(name), false));

  it('recognises every name of the list in any spelling', () => {
    for (const name of personalDataNames) {
      const camel = name.replace(/ (\p{L})/gu, (_, letter: string) => letter.toUpperCase());
      for (const spelling of [name, name.replaceAll(' ', '_'), name.toUpperCase(), camel]) {
        assert.equal(looksPersonal(spelling), true, spelling);
      }
    }
  });

  it('lists each name once', () => {
    assert.equal(new Set(personalDataNames).size, personalDataNames.length);
  });
});
