import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactionMark, Redactor } from '../../../src/base/redaction';

describe('Redactor', () => {
  const mark = redactionMark;
  for (const [name, dirty, clean] of [
    ['a URL', 'connect postgres://ann:s3cret@db:5432/shop', `connect postgres://ann:${mark}@db:5432/shop`],
    ['a URL whose password holds an @', 'mysql://ann:a@b@db/shop', `mysql://ann:${mark}@db/shop`],
    ['a one-letter password in a URL', 'postgres://ann:x@db/shop', `postgres://ann:${mark}@db/shop`],
    ['a URL without a user name', 'redis://:hunter2@db', `redis://:${mark}@db`],
    ['a keyword', 'host=db password=s3cret user=ann', `host=db password=${mark} user=ann`],
    ['a one-letter password', 'password=x user=ann', `password=${mark} user=ann`],
    ['a quoted value with spaces', 'password="my s3cret", user=ann', `password=${mark}, user=ann`],
    ['JSON', '{"apiKey": "abc def", "user": "ann"}', `{"apiKey": ${mark}, "user": "ann"}`],
    ['an environment variable', 'PGPASSWORD=s3cret psql', `PGPASSWORD=${mark} psql`],
    ['a header', 'Authorization: Bearer abc.def-ghi', `Authorization: Bearer ${mark}`],
    ['an API key', 'key sk-proj-abcdefgh12345 refused', `key ${mark} refused`],
    ['a web token', 'got eyJhbGciOiJIUzI1.eyJzdWIi.c2ln', `got ${mark}`],
  ] as const) {
    it(`removes the secret from ${name}`, () => assert.equal(new Redactor().redact(dirty), clean));
  }

  const name = fc.constantFrom(
    ...[
      'pass',
      'password',
      'Passwd',
      'PASSPHRASE',
      'pwd',
      'secret',
      'auth_token',
      'api-key',
      'accessKey',
      'CLIENT_SECRET',
    ],
  );
  const quote = fc.constantFrom('', '"', "'");
  const space = fc.constantFrom('', ' ', '\t', '\n', '\u00a0', ' '.repeat(20));

  it('recognises a secret by the name before it, in any spelling and with any separator', () => {
    const place = fc.tuple(name, quote, space, fc.constantFrom(':', '='), space).map((parts) => parts.join(''));
    const { redact } = new Redactor();
    fc.assert(
      fc.property(place, (given) =>
        assert.equal(redact(`with ${given}s3cret, and more`), `with ${given}${mark}, and more`),
      ),
    );
  });

  it('finds the same secrets in a text alone as after a URL, which starts a full search', () => {
    const sign = fc.constantFrom(':', '=', '@', '/', '//', '-', '_', '.', ',', '\\');
    const word = fc.constantFrom(
      'key',
      'bearer',
      'Basic',
      'sk-',
      'SK-',
      'eyJ',
      'x',
      's',
      '12345678',
      'abcdefgh',
      'ſ',
      '\u212a',
    );
    const place = fc.tuple(name, quote, space, sign, space, word).map((parts) => parts.join(''));
    const part = fc.oneof(place, name, quote, space, sign, word, fc.string({ maxLength: 3 }));
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    const { redact } = new Redactor();
    fc.assert(
      fc.property(text, (given) => assert.equal(`x:// ${redact(given)}`, redact(`x:// ${given}`))),
      { numRuns: 2_000 },
    );
  });

  it('leaves ordinary records as they are', () => {
    for (const text of [
      'Processing table 3/12: user_password',
      'Step 2: Creating columns for each table',
      'Relationships created: 5',
      'The token table has a key',
      'http://localhost:5432/shop',
    ]) {
      assert.equal(new Redactor().redact(text), text);
    }
  });

  it('removes added secrets in any place and encoding', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, unit: 'grapheme-ascii' }).filter((secret) => !mark.includes(secret)),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          const redactor = new Redactor();
          redactor.add(secret);
          for (const spelling of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
            assert.ok(!redactor.redact(`${before} ${spelling} ${after}`).includes(secret));
          }
        },
      ),
    );
  });

  it('removes added secrets in base64, after any other text', () => {
    const redactor = new Redactor();
    redactor.add('correct horse');
    for (const before of ['', 'a', 'ab', 'user:']) {
      const encoded = Buffer.from(`${before}correct horse, and more`).toString('base64');
      const clean = redactor.redact(`sent ${encoded} then`);
      assert.ok(clean.includes(mark), encoded);
      assert.doesNotMatch(Buffer.from(clean.split(' ')[1] ?? '', 'base64').toString(), /orrect hors/);
    }
  });

  it('removes the longer of two secrets with the same beginning', () => {
    const redactor = new Redactor();
    redactor.add('Winter2023');
    redactor.add('Winter2023!xyz');
    assert.equal(redactor.redact('with Winter2023!xyz and Winter2023'), `with ${mark} and ${mark}`);
  });

  for (const unit of ['a.', 'sk-', 'password="', 'a://', 'password ', 'bearer ', 'eyJ']) {
    it(`takes linear time for a million characters of ${JSON.stringify(unit)}`, () => {
      const text = `${unit.repeat(1_000_000 / unit.length)} PGPASSWORD=s3cret`;
      assert.doesNotMatch(new Redactor().redact(text), /s3cret/);
    });
  }

  it('does not remove ordinary words for a password of one letter', () => {
    const redactor = new Redactor();
    redactor.add('a');
    assert.equal(redactor.redact('Tables created: 1'), 'Tables created: 1');
  });

  it('keeps the rest of the text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 .,]*$/), fc.stringMatching(/^[a-z0-9]{6,12}$/), (rest, secret) => {
        fc.pre(!/secret|pass|pwd|token|key|basic|bearer/.test(rest) && !rest.includes(secret));
        const redactor = new Redactor();
        redactor.add(secret);
        assert.equal(redactor.redact(`${rest}|${secret}|${rest}`), `${rest}|${mark}|${rest}`);
      }),
    );
  });
});
