-- The library network of a city that does not exist: eight branches, their books, readers, loans and events.
-- Thoth's sample database. Every run of this script makes the same rows. Amounts are in cents, dates in ISO 8601.

PRAGMA foreign_keys = ON;
BEGIN;

-- Places -------------------------------------------------------------------------------------------------------------

CREATE TABLE branch (
  branch_id INTEGER PRIMARY KEY,
  code CHAR(3) NOT NULL UNIQUE,
  name VARCHAR(60) NOT NULL,
  street VARCHAR(80) NOT NULL,
  district VARCHAR(40) NOT NULL,
  opened_on DATE NOT NULL,
  floor_area_m2 REAL CHECK (floor_area_m2 > 0),
  has_reading_room BOOLEAN NOT NULL DEFAULT 1 CHECK (has_reading_room IN (0, 1))
);

CREATE TABLE opening_hours (
  branch_id INTEGER NOT NULL REFERENCES branch ON DELETE CASCADE,
  weekday TEXT NOT NULL CHECK (weekday IN ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat')),
  opens_at TIME NOT NULL,
  closes_at TIME NOT NULL,
  PRIMARY KEY (branch_id, weekday),
  CHECK (opens_at < closes_at)
) WITHOUT ROWID;

CREATE TABLE shelf (
  branch_id INTEGER NOT NULL REFERENCES branch (branch_id),
  shelf_code VARCHAR(4) NOT NULL,
  room TEXT NOT NULL CHECK (room IN ('main hall', 'children', 'reference', 'stacks')),
  capacity SMALLINT NOT NULL DEFAULT 120 CHECK (capacity BETWEEN 20 AND 400),
  PRIMARY KEY (branch_id, shelf_code)
);

CREATE TABLE staff (
  staff_id INTEGER PRIMARY KEY,
  given_name VARCHAR(40) NOT NULL,
  family_name VARCHAR(40) NOT NULL,
  job TEXT NOT NULL CHECK (job IN ('director', 'branch manager', 'librarian', 'assistant')),
  branch_id INTEGER NOT NULL REFERENCES branch (branch_id),
  manager_id INTEGER REFERENCES staff (staff_id),
  hired_on DATE NOT NULL,
  monthly_salary NUMERIC(8, 2) NOT NULL,
  CHECK (manager_id IS NULL OR manager_id <> staff_id)
);

-- Books --------------------------------------------------------------------------------------------------------------

CREATE TABLE language (
  language_code CHAR(2) PRIMARY KEY,
  name VARCHAR(30) NOT NULL UNIQUE
) WITHOUT ROWID;

CREATE TABLE subject (
  subject_code VARCHAR(6) PRIMARY KEY,
  name VARCHAR(60) NOT NULL,
  parent_code VARCHAR(6) REFERENCES subject (subject_code)
);

CREATE TABLE author (
  author_id INTEGER PRIMARY KEY,
  name VARCHAR(80) NOT NULL,
  born_in YEAR,
  died_in YEAR,
  language_code CHAR(2) NOT NULL REFERENCES language (language_code),
  CHECK (died_in IS NULL OR died_in > born_in)
);

CREATE TABLE publisher (
  publisher_id INTEGER PRIMARY KEY,
  name VARCHAR(60) NOT NULL UNIQUE,
  city VARCHAR(40) NOT NULL,
  website VARCHAR(120)
);

CREATE TABLE work (
  work_id INTEGER PRIMARY KEY,
  title NVARCHAR(120) NOT NULL,
  first_published YEAR,
  subject_code VARCHAR(6) NOT NULL REFERENCES subject,
  audience TEXT NOT NULL DEFAULT 'adult' CHECK (audience IN ('child', 'young adult', 'adult'))
);

CREATE TABLE work_author (
  work_id INTEGER NOT NULL REFERENCES work (work_id),
  author_id INTEGER NOT NULL REFERENCES author (author_id),
  role TEXT NOT NULL DEFAULT 'writer' CHECK (role IN ('writer', 'co-writer', 'compiler')),
  PRIMARY KEY (work_id, author_id)
);

CREATE TABLE edition (
  edition_id INTEGER PRIMARY KEY,
  work_id INTEGER NOT NULL REFERENCES work (work_id),
  publisher_id INTEGER NOT NULL REFERENCES publisher (publisher_id),
  language_code CHAR(2) NOT NULL REFERENCES language (language_code),
  shelf_mark VARCHAR(20) NOT NULL UNIQUE,
  published_in YEAR NOT NULL,
  pages INTEGER CHECK (pages > 0),
  format TEXT NOT NULL CHECK (format IN ('hardback', 'paperback', 'audio', 'large print')),
  price_cents INTEGER NOT NULL,
  price DECIMAL(8, 2) GENERATED ALWAYS AS (price_cents / 100.0) VIRTUAL
);

CREATE TABLE copy (
  edition_id INTEGER NOT NULL REFERENCES edition (edition_id),
  copy_number INTEGER NOT NULL CHECK (copy_number >= 1),
  branch_id INTEGER NOT NULL,
  shelf_code VARCHAR(4) NOT NULL,
  acquired_on DATE NOT NULL,
  condition TEXT NOT NULL DEFAULT 'good' CHECK (condition IN ('new', 'good', 'worn', 'damaged')),
  PRIMARY KEY (edition_id, copy_number),
  FOREIGN KEY (branch_id, shelf_code) REFERENCES shelf (branch_id, shelf_code)
);

CREATE VIRTUAL TABLE work_search USING fts5(title, authors, tokenize = 'unicode61 remove_diacritics 2');

-- Readers ------------------------------------------------------------------------------------------------------------

CREATE TABLE member (
  member_id INTEGER PRIMARY KEY,
  card_number CHAR(8) NOT NULL UNIQUE,
  given_name VARCHAR(40) NOT NULL,
  family_name VARCHAR(40) NOT NULL,
  full_name VARCHAR(81) GENERATED ALWAYS AS (given_name || ' ' || family_name) STORED,
  category TEXT NOT NULL CHECK (category IN ('child', 'student', 'adult', 'senior')),
  born_on DATE NOT NULL,
  email VARCHAR(120) CHECK (email LIKE '%_@_%'),
  home_branch_id INTEGER NOT NULL REFERENCES branch (branch_id),
  guarantor_id INTEGER REFERENCES member (member_id), -- the adult who answers for a child
  joined_at DATETIME NOT NULL,
  is_blocked BOOLEAN NOT NULL DEFAULT FALSE,
  CHECK (category <> 'child' OR guarantor_id IS NOT NULL)
);

CREATE TABLE loan (
  loan_id INTEGER PRIMARY KEY,
  edition_id INTEGER NOT NULL,
  copy_number INTEGER NOT NULL,
  member_id INTEGER NOT NULL REFERENCES member (member_id),
  staff_id INTEGER REFERENCES staff (staff_id) ON DELETE SET NULL, -- empty at the self-service desk
  taken_on DATE NOT NULL,
  due_on DATE NOT NULL,
  returned_on DATE,
  renewals TINYINT NOT NULL DEFAULT 0 CHECK (renewals BETWEEN 0 AND 3),
  FOREIGN KEY (edition_id, copy_number) REFERENCES copy,
  CHECK (due_on > taken_on),
  CHECK (returned_on IS NULL OR returned_on >= taken_on)
);
CREATE INDEX loan_by_member ON loan (member_id, taken_on);
CREATE UNIQUE INDEX loan_open_once ON loan (edition_id, copy_number) WHERE returned_on IS NULL;

CREATE TABLE fine (
  fine_id INTEGER PRIMARY KEY,
  loan_id INTEGER NOT NULL UNIQUE REFERENCES loan (loan_id),
  reason TEXT NOT NULL CHECK (reason IN ('late', 'damage', 'loss')),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  paid_cents INTEGER NOT NULL DEFAULT 0,
  outstanding_cents INTEGER GENERATED ALWAYS AS (amount_cents - paid_cents) STORED,
  issued_on TEXT NOT NULL,
  CHECK (paid_cents BETWEEN 0 AND amount_cents)
) STRICT;

CREATE TABLE reservation (
  member_id INTEGER NOT NULL REFERENCES member (member_id),
  edition_id INTEGER NOT NULL REFERENCES edition (edition_id),
  placed_at TIMESTAMP NOT NULL,
  pickup_branch_id INTEGER NOT NULL REFERENCES branch (branch_id),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'collected', 'expired')),
  PRIMARY KEY (member_id, edition_id, placed_at)
);

CREATE TABLE transfer (
  transfer_id INTEGER PRIMARY KEY,
  edition_id INTEGER NOT NULL,
  copy_number INTEGER NOT NULL,
  from_branch_id INTEGER NOT NULL REFERENCES branch (branch_id),
  to_branch_id INTEGER NOT NULL REFERENCES branch (branch_id),
  sent_on DATE NOT NULL,
  arrived_on DATE,
  FOREIGN KEY (edition_id, copy_number) REFERENCES copy (edition_id, copy_number),
  CHECK (from_branch_id <> to_branch_id)
);

-- Events -------------------------------------------------------------------------------------------------------------

CREATE TABLE event (
  event_id INTEGER PRIMARY KEY,
  branch_id INTEGER NOT NULL REFERENCES branch (branch_id),
  host_id INTEGER NOT NULL REFERENCES staff (staff_id),
  kind TEXT NOT NULL CHECK (kind IN ('reading', 'workshop', 'film', 'story hour', 'book club')),
  title VARCHAR(100) NOT NULL,
  starts_at DATETIME NOT NULL,
  minutes INTEGER NOT NULL DEFAULT 90,
  seats INTEGER NOT NULL CHECK (seats > 0)
);

CREATE TABLE event_registration (
  event_id INTEGER NOT NULL REFERENCES event (event_id),
  member_id INTEGER NOT NULL REFERENCES member (member_id),
  state TEXT NOT NULL CHECK (state IN ('registered', 'attended', 'absent')),
  PRIMARY KEY (event_id, member_id)
) WITHOUT ROWID;

CREATE TABLE event_feedback (
  event_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  stars TINYINT NOT NULL CHECK (stars BETWEEN 1 AND 5),
  remark TEXT,
  PRIMARY KEY (event_id, member_id),
  FOREIGN KEY (event_id, member_id) REFERENCES event_registration ON DELETE CASCADE
);

-- Views --------------------------------------------------------------------------------------------------------------

CREATE VIEW subject_path AS
WITH RECURSIVE path (subject_code, depth, path) AS (
  SELECT subject_code, 0, name FROM subject WHERE parent_code IS NULL
  UNION ALL
  SELECT s.subject_code, p.depth + 1, p.path || ' > ' || s.name FROM subject s
    JOIN path p ON s.parent_code = p.subject_code
)
SELECT subject_code, depth, path FROM path;

CREATE VIEW open_loan AS
SELECT l.loan_id, m.full_name AS member, w.title, b.name AS branch, l.taken_on, l.due_on,
  CAST(julianday('now') - julianday(l.due_on) AS INTEGER) AS days_late
FROM loan l
JOIN member m USING (member_id)
JOIN copy c USING (edition_id, copy_number)
JOIN branch b ON b.branch_id = c.branch_id
JOIN edition e ON e.edition_id = l.edition_id
JOIN work w ON w.work_id = e.work_id
WHERE l.returned_on IS NULL;

CREATE VIEW branch_activity AS
SELECT b.branch_id, b.name,
  (SELECT count(*) FROM copy c WHERE c.branch_id = b.branch_id) AS copies,
  (SELECT count(*) FROM member m WHERE m.home_branch_id = b.branch_id) AS members,
  (SELECT count(*) FROM loan l JOIN copy c USING (edition_id, copy_number) WHERE c.branch_id = b.branch_id) AS loans,
  (SELECT count(*) FROM event v WHERE v.branch_id = b.branch_id) AS events
FROM branch b;

CREATE VIEW work_popularity AS
SELECT w.work_id, w.title, count(l.loan_id) AS loans, count(DISTINCT l.member_id) AS readers
FROM work w
JOIN edition e USING (work_id)
LEFT JOIN loan l ON l.edition_id = e.edition_id
GROUP BY w.work_id, w.title;

-- Rows: places -------------------------------------------------------------------------------------------------------

INSERT INTO branch VALUES
  (1, 'CEN', 'Central Library', '1 Lantern Square', 'Old Town', '1911-05-02', 5200, 1),
  (2, 'HAR', 'Harbour Library', '18 Ropewalk', 'Harbour', '1934-09-15', 940.5, 1),
  (3, 'MIL', 'Old Mill Library', '7 Weir Lane', 'Riverside', '1958-03-21', 610, 1),
  (4, 'NOR', 'North Gate Library', '203 Station Road', 'North Gate', '1967-11-04', 780, 1),
  (5, 'ORC', 'Orchard Library', '44 Pear Tree Avenue', 'Orchards', '1979-06-30', 455.5, 0),
  (6, 'UNI', 'College Street Library', '90 College Street', 'University', '1986-10-01', 1320, 1),
  (7, 'HIL', 'Hillside Library', '12 Terrace Steps', 'Hillside', '1999-04-23', 390, 0),
  (8, 'NEW', 'Newfield Library', '5 Glasshouse Way', 'Newfield', '2017-09-09', 1105, 1);

INSERT INTO opening_hours
SELECT branch_id, d.value,
  CASE WHEN d.value = 'Sat' THEN '10:00' WHEN branch_id = 1 THEN '08:30' ELSE '09:30' END,
  CASE WHEN d.value = 'Sat' THEN '13:00' WHEN (branch_id + d.key) % 3 = 0 THEN '20:00' ELSE '18:00' END
FROM branch, json_each('["Mon","Tue","Wed","Thu","Fri","Sat"]') AS d
WHERE branch_id <> 7 OR d.value <> 'Mon';

INSERT INTO shelf
SELECT branch_id, substr('ABCD', 1 + n.value / 3, 1) || (1 + n.value % 3),
  CASE n.value / 3 WHEN 0 THEN 'main hall' WHEN 1 THEN 'children' WHEN 2 THEN 'reference' ELSE 'stacks' END,
  80 + 20 * ((branch_id + n.value) % 5)
FROM branch, json_each('[0,1,2,3,4,5,6,7,8,9]') AS n;

INSERT INTO staff VALUES (1, 'Ottavia', 'Brandt', 'director', 1, NULL, '2008-02-01', 6150.00);
INSERT INTO staff
SELECT 1 + branch_id,
  json_extract('["Pilar","Tomasz","Hanna","Idris","Carmen","Leif","Noor","Giulia"]', '$[' || (branch_id - 1) || ']'),
  json_extract('["Vidal","Kowal","Lindqvist","Bello","Ortega","Halvorsen","Rahman","Sarti"]',
    '$[' || (branch_id - 1) || ']'),
  'branch manager', branch_id, 1, date('2010-01-04', '+' || (branch_id * 211) || ' days'), 4200 + 35.5 * branch_id
FROM branch;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 28)
INSERT INTO staff
SELECT 9 + i,
  json_extract('["Aoife","Bruno","Clara","Dmitri","Eszter","Farid","Greta"]', '$[' || (i % 7) || ']'),
  json_extract('["Moreau","Silva","Novak","Eriksen","Costa","Weber","Kaya","Dunne","Petrov"]',
    '$[' || (i * 4 % 9) || ']'),
  iif(i % 3 = 0, 'assistant', 'librarian'), 1 + i % 8, 2 + i % 8,
  date('2012-03-01', '+' || (i * 149) || ' days'), 2350 + (i * 37 % 11) * 85.25
FROM n;

-- Rows: books --------------------------------------------------------------------------------------------------------

INSERT INTO language VALUES
  ('de', 'German'), ('el', 'Greek'), ('en', 'English'), ('es', 'Spanish'), ('fr', 'French'), ('it', 'Italian'),
  ('ja', 'Japanese'), ('la', 'Latin'), ('no', 'Norwegian'), ('pl', 'Polish'), ('pt', 'Portuguese'), ('ru', 'Russian');

INSERT INTO subject VALUES
  ('0', 'General works', NULL), ('1', 'Philosophy', NULL), ('3', 'Society', NULL), ('5', 'Science', NULL),
  ('8', 'Literature', NULL), ('9', 'History and travel', NULL), ('17', 'Ethics', '1'), ('32', 'Politics', '3'),
  ('33', 'Economics', '3'), ('39', 'Folk tales', '3'), ('52', 'Astronomy', '5'), ('57', 'Biology', '5'),
  ('575', 'Evolution', '57'), ('51', 'Mathematics', '5'), ('82', 'Poetry', '8'), ('821', 'Epic poetry', '82'),
  ('83', 'Drama', '8'), ('84', 'Novels', '8'), ('841', 'Adventure', '84'), ('842', 'Gothic and horror', '84'),
  ('843', 'Science fiction', '84'), ('844', 'Detective stories', '84'), ('845', 'Novels of manners', '84'),
  ('846', 'Historical novels', '84'), ('85', 'Books for children', '8'), ('91', 'Travel', '9'),
  ('93', 'Ancient history', '9');

INSERT INTO author VALUES
  (1, 'Jane Austen', 1775, 1817, 'en'), (2, 'Mary Shelley', 1797, 1851, 'en'),
  (3, 'Charles Dickens', 1812, 1870, 'en'), (4, 'Charlotte Brontë', 1816, 1855, 'en'),
  (5, 'Emily Brontë', 1818, 1848, 'en'), (6, 'Herman Melville', 1819, 1891, 'en'),
  (7, 'Jules Verne', 1828, 1905, 'fr'), (8, 'Victor Hugo', 1802, 1885, 'fr'),
  (9, 'Alexandre Dumas', 1802, 1870, 'fr'), (10, 'Gustave Flaubert', 1821, 1880, 'fr'),
  (11, 'Leo Tolstoy', 1828, 1910, 'ru'), (12, 'Fyodor Dostoevsky', 1821, 1881, 'ru'),
  (13, 'Anton Chekhov', 1860, 1904, 'ru'), (14, 'Dante Alighieri', 1265, 1321, 'it'),
  (15, 'Alessandro Manzoni', 1785, 1873, 'it'), (16, 'Carlo Collodi', 1826, 1890, 'it'),
  (17, 'Grazia Deledda', 1871, 1936, 'it'), (18, 'Italo Svevo', 1861, 1928, 'it'),
  (19, 'Miguel de Cervantes', 1547, 1616, 'es'), (20, 'Benito Pérez Galdós', 1843, 1920, 'es'),
  (21, 'J. W. von Goethe', 1749, 1832, 'de'), (22, 'Jacob Grimm', 1785, 1863, 'de'),
  (23, 'Wilhelm Grimm', 1786, 1859, 'de'), (24, 'Henrik Ibsen', 1828, 1906, 'no'),
  (25, 'Machado de Assis', 1839, 1908, 'pt'), (26, 'Eça de Queirós', 1845, 1900, 'pt'),
  (27, 'Natsume Sōseki', 1867, 1916, 'ja'), (28, 'Henryk Sienkiewicz', 1846, 1916, 'pl'),
  (29, 'Virgil', -70, -19, 'la'), (30, 'Marcus Aurelius', 121, 180, 'el'),
  (31, 'William Shakespeare', 1564, 1616, 'en'), (32, 'H. G. Wells', 1866, 1946, 'en'),
  (33, 'Arthur Conan Doyle', 1859, 1930, 'en'), (34, 'Lewis Carroll', 1832, 1898, 'en'),
  (35, 'Charles Darwin', 1809, 1882, 'en'), (36, 'Galileo Galilei', 1564, 1642, 'it'),
  (37, 'Adam Smith', 1723, 1790, 'en'), (38, 'Mary Wollstonecraft', 1759, 1797, 'en'),
  (39, 'Karl Marx', 1818, 1883, 'de'), (40, 'Friedrich Engels', 1820, 1895, 'de');

INSERT INTO publisher VALUES
  (1, 'Lantern Press', 'London', 'https://lantern.example'),
  (2, 'Casa Ginestra', 'Milan', 'https://ginestra.example'), (3, 'Éditions du Quai', 'Lyon', NULL),
  (4, 'Birkenverlag', 'Leipzig', 'https://birken.example'), (5, 'Faro Libros', 'Cádiz', NULL),
  (6, 'Heron & Daughters', 'Bristol', 'https://heron.example'), (7, 'Blue Kite Books', 'Dublin', NULL),
  (8, 'Slow River Audio', 'Leeds', 'https://slowriver.example'), (9, 'Porto Antigo', 'Porto', NULL),
  (10, 'Wide Margin', 'Edinburgh', 'https://widemargin.example');

-- For each work: title, year, subject, audience, first author, second author.
CREATE TEMP TABLE work_list AS
SELECT key + 1 AS work_id, value ->> 0 AS title, value ->> 1 AS year, value ->> 2 AS subject_code,
  value ->> 3 AS audience,
  value ->> 4 AS author_id, value ->> 5 AS second_author_id
FROM json_each('[
  ["Pride and Prejudice", 1813, "845", "adult", 1], ["Emma", 1815, "845", "adult", 1],
  ["Persuasion", 1817, "845", "adult", 1], ["Frankenstein", 1818, "842", "adult", 2],
  ["The Last Man", 1826, "843", "adult", 2], ["Oliver Twist", 1838, "84", "young adult", 3],
  ["Great Expectations", 1861, "84", "adult", 3], ["A Tale of Two Cities", 1859, "846", "adult", 3],
  ["A Christmas Carol", 1843, "84", "young adult", 3], ["Jane Eyre", 1847, "845", "adult", 4],
  ["Villette", 1853, "845", "adult", 4], ["Wuthering Heights", 1847, "842", "adult", 5],
  ["Moby-Dick", 1851, "841", "adult", 6], ["Around the World in Eighty Days", 1872, "841", "young adult", 7],
  ["Twenty Thousand Leagues Under the Seas", 1870, "843", "young adult", 7],
  ["Journey to the Centre of the Earth", 1864, "843", "young adult", 7], ["Les Misérables", 1862, "846", "adult", 8],
  ["Notre-Dame de Paris", 1831, "846", "adult", 8], ["The Three Musketeers", 1844, "841", "young adult", 9],
  ["The Count of Monte Cristo", 1846, "841", "adult", 9], ["Madame Bovary", 1857, "845", "adult", 10],
  ["War and Peace", 1869, "846", "adult", 11], ["Anna Karenina", 1878, "845", "adult", 11],
  ["Crime and Punishment", 1866, "84", "adult", 12], ["The Brothers Karamazov", 1880, "84", "adult", 12],
  ["The Cherry Orchard", 1904, "83", "adult", 13], ["Three Sisters", 1901, "83", "adult", 13],
  ["The Divine Comedy", 1321, "821", "adult", 14], ["The Betrothed", 1827, "846", "adult", 15],
  ["The Adventures of Pinocchio", 1883, "85", "child", 16], ["Reeds in the Wind", 1913, "84", "adult", 17],
  ["Zeno''s Conscience", 1923, "84", "adult", 18], ["Don Quixote", 1605, "841", "adult", 19],
  ["Fortunata and Jacinta", 1887, "845", "adult", 20], ["Doña Perfecta", 1876, "845", "adult", 20],
  ["Faust", 1808, "83", "adult", 21], ["The Sorrows of Young Werther", 1774, "84", "adult", 21],
  ["Children''s and Household Tales", 1812, "39", "child", 22, 23],
  ["German Legends", 1816, "39", "young adult", 22, 23], ["A Doll''s House", 1879, "83", "adult", 24],
  ["Peer Gynt", 1867, "83", "adult", 24], ["Dom Casmurro", 1899, "84", "adult", 25],
  ["The Maias", 1888, "845", "adult", 26], ["Kokoro", 1914, "84", "adult", 27],
  ["I Am a Cat", 1906, "84", "adult", 27], ["Quo Vadis", 1896, "846", "adult", 28],
  ["The Aeneid", -19, "821", "adult", 29], ["Meditations", 180, "17", "adult", 30],
  ["Hamlet", 1603, "83", "adult", 31], ["The Tempest", 1611, "83", "adult", 31], ["Sonnets", 1609, "82", "adult", 31],
  ["The Time Machine", 1895, "843", "young adult", 32], ["The War of the Worlds", 1898, "843", "adult", 32],
  ["A Study in Scarlet", 1887, "844", "adult", 33], ["The Hound of the Baskervilles", 1902, "844", "young adult", 33],
  ["Alice''s Adventures in Wonderland", 1865, "85", "child", 34],
  ["Through the Looking-Glass", 1871, "85", "child", 34], ["On the Origin of Species", 1859, "575", "adult", 35],
  ["The Voyage of the Beagle", 1839, "91", "adult", 35], ["The Starry Messenger", 1610, "52", "adult", 36],
  ["The Wealth of Nations", 1776, "33", "adult", 37],
  ["A Vindication of the Rights of Woman", 1792, "32", "adult", 38],
  ["The Communist Manifesto", 1848, "32", "adult", 39, 40], ["Italian Journey", 1817, "91", "adult", 21]
]');

INSERT INTO work SELECT work_id, title, year, subject_code, audience FROM work_list;
INSERT INTO work_author SELECT work_id, author_id, iif(subject_code = '39', 'compiler', 'writer') FROM work_list;
INSERT INTO work_author
SELECT work_id, second_author_id, iif(subject_code = '39', 'compiler', 'co-writer')
FROM work_list
WHERE second_author_id IS NOT NULL;
DROP TABLE work_list;

INSERT INTO work_search (rowid, title, authors)
SELECT work_id, title,
  (SELECT group_concat(a.name, ', ') FROM work_author wa JOIN author a USING (author_id) WHERE wa.work_id = w.work_id)
FROM work w;

-- Two editions of most works: one in English, one in the author's own language.
WITH edition_list AS (
  SELECT row_number() OVER (ORDER BY n.value, w.work_id) AS i, w.work_id, w.subject_code,
    iif(n.value = 0, 'en', a.language_code) AS language_code
  FROM work w
  JOIN json_each('[0,1]') AS n
  JOIN work_author wa ON wa.work_id = w.work_id AND wa.role <> 'co-writer' AND wa.author_id <> 23
  JOIN author a ON a.author_id = wa.author_id
  WHERE n.value = 0 OR w.work_id % 8 <> 0
)
INSERT INTO edition (edition_id, work_id, publisher_id, language_code, shelf_mark, published_in, pages, format,
  price_cents)
SELECT i, work_id,
  CASE language_code WHEN 'it' THEN 2 WHEN 'fr' THEN 3 WHEN 'de' THEN 4 WHEN 'es' THEN 5 WHEN 'pt' THEN 9
    ELSE json_extract('[1,6,7,8,10]', '$[' || (i % 5) || ']') END,
  language_code, subject_code || '.' || substr('ABCDEFGHKLMNPRST', 1 + work_id % 16, 1) || i, 1984 + i * 17 % 41,
  iif(i % 5 = 3 AND language_code = 'en', NULL, 96 + i * 73 % 820),
  CASE WHEN i % 5 = 3 AND language_code = 'en' THEN 'audio' WHEN i % 11 = 4 THEN 'large print'
    WHEN i % 3 = 0 THEN 'hardback'
    ELSE 'paperback' END,
  690 + i * 137 % 2900
FROM edition_list;

INSERT INTO copy
SELECT edition_id, n.value, 1 + (edition_id * 3 + n.value * 5) % 8,
  substr('ABD', 1 + edition_id % 3, 1) || iif(edition_id % 3 = 2, 1, 1 + n.value % 3),
  date('2015-01-12', '+' || (edition_id * 29 % 3200 + n.value * 31) || ' days'),
  CASE (edition_id * 5 + n.value * 3) % 12 WHEN 0 THEN 'new' WHEN 1 THEN 'damaged' WHEN 2 THEN 'worn'
    WHEN 3 THEN 'worn' ELSE 'good' END
FROM edition, json_each('[1,2,3]') AS n
WHERE n.value <= 2 + edition_id % 2;

-- Rows: readers ------------------------------------------------------------------------------------------------------

WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200),
named AS (
  SELECT i,
    json_extract('["Ada","Bilal","Chiara","Daniel","Elif","Finn","Gaia","Hugo","Ines","Jonas","Kamila","Luca",
      "Maja","Nadia","Oscar","Petra","Quentin","Rosa","Samuel","Tove"]', '$[' || (i * 7 % 20) || ']') AS given_name,
    json_extract('["Albini","Baker","Castro","Dahl","Evans","Fontaine","Greco","Hassan","Ivanova","Jansen",
      "Keller","Lopes","Murphy","Nilsen","Okafor","Park","Quiroga","Rossi","Schmidt","Tanaka","Ueda","Vargas","Wolff"]',
      '$[' || (i * 5 % 23) || ']') AS family_name,
    CASE WHEN i <= 60 THEN 'adult' WHEN i % 7 = 0 THEN 'senior' WHEN i % 5 = 0 THEN 'child'
      WHEN i % 4 = 1 THEN 'student'
      ELSE 'adult' END AS category
  FROM n
)
INSERT INTO member (member_id, card_number, given_name, family_name, category, born_on, email, home_branch_id,
  guarantor_id, joined_at, is_blocked)
SELECT i, printf('L%07d', 1000 + i * 37), given_name, family_name, category,
  date(CASE category WHEN 'child' THEN '2013-02-10' WHEN 'student' THEN '2000-01-15' WHEN 'senior' THEN '1944-04-01'
    ELSE '1968-06-20' END, '+' || (i * 97 % 1800) || ' days'),
  iif(i % 9 = 4, NULL, lower(given_name || '.' || family_name) || i || '@mail.example'),
  1 + i * 5 % 8, iif(category = 'child', 1 + i * 3 % 60, NULL),
  datetime('2019-01-07 09:40:00', '+' || (i * 9) || ' days', '+' || (i * 13 % 420) || ' minutes'), i % 53 = 0
FROM named;

WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400),
numbered AS (SELECT row_number() OVER (ORDER BY edition_id, copy_number) - 1 AS place, edition_id, copy_number,
  branch_id FROM copy),
taken AS (SELECT i, date('2024-01-08', '+' || (i * 3 / 2) || ' days') AS taken_on FROM n)
INSERT INTO loan
SELECT i, edition_id, copy_number, 1 + i * 61 % 200, iif(i % 4 = 0, NULL, 1 + branch_id), taken_on,
  date(taken_on, '+' || (28 + 14 * (i % 6 = 5)) || ' days'),
  iif(i <= 350, date(taken_on, '+' || (5 + i * 11 % 29) || ' days'), NULL), iif(i % 6 = 5, 1, 0)
FROM taken
JOIN numbered ON place = i * 7 % (SELECT count(*) FROM copy);

INSERT INTO fine (loan_id, reason, amount_cents, paid_cents, issued_on)
SELECT loan_id, 'late', late * 20, CASE loan_id % 3 WHEN 0 THEN 0 WHEN 1 THEN late * 20 ELSE late * 10 END, returned_on
FROM (SELECT loan_id, returned_on, CAST(julianday(returned_on) - julianday(due_on) AS INTEGER) AS late FROM loan)
WHERE late > 0;
INSERT INTO fine (loan_id, reason, amount_cents, issued_on)
SELECT l.loan_id, 'damage', e.price_cents, l.returned_on
FROM loan l
JOIN copy c USING (edition_id, copy_number)
JOIN edition e USING (edition_id)
WHERE c.condition = 'damaged' AND l.returned_on <= l.due_on AND l.loan_id % 3 = 0;

WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
INSERT INTO reservation
SELECT 1 + i * 31 % 200, 1 + i * 13 % 120, datetime('2025-03-03 10:05:00', '+' || (i * 2) || ' days',
  '+' || (i * 17) || ' minutes'),
  1 + i % 8, CASE WHEN i <= 30 THEN 'collected' WHEN i <= 36 THEN 'expired' WHEN i % 3 = 0 THEN 'ready'
    ELSE 'waiting' END
FROM n;

INSERT INTO transfer (edition_id, copy_number, from_branch_id, to_branch_id, sent_on, arrived_on)
SELECT edition_id, copy_number, 1 + branch_id % 8, branch_id, date('2025-01-13', '+' || edition_id || ' days'),
  iif(edition_id > 110, NULL, date('2025-01-14', '+' || (edition_id + copy_number) || ' days'))
FROM copy
WHERE (edition_id + copy_number) % 8 = 0;

-- Rows: events -------------------------------------------------------------------------------------------------------

INSERT INTO event
SELECT key + 1, 1 + key * 3 % 8, 2 + key * 3 % 8, value ->> 0, value ->> 1,
  datetime('2025-01-18 10:30:00', '+' || (key * 9) || ' days', '+' || (key % 4 * 150) || ' minutes'),
  iif(value ->> 0 = 'story hour', 45, 90), 8 + key * 5 % 23
FROM json_each('[
  ["story hour", "Pinocchio and his friends"], ["book club", "Kokoro"], ["reading", "Poems by the harbour"],
  ["workshop", "Binding a notebook"], ["film", "Voyages to the Moon"], ["story hour", "Tales from the deep forest"],
  ["book club", "The Betrothed, part one"], ["workshop", "Tracing your family"],
  ["reading", "Letters from the Beagle"], ["film", "Silent cities"], ["story hour", "Down the rabbit hole"],
  ["book club", "The Betrothed, part two"], ["workshop", "First steps in SQL"],
  ["reading", "Three sisters, three voices"], ["film", "The reading room"], ["story hour", "A whale of a tale"],
  ["book club", "Dom Casmurro"], ["workshop", "Repairing old maps"], ["reading", "Dante in ninety minutes"],
  ["story hour", "The cat that talked"]
]');

INSERT OR IGNORE INTO event_registration
SELECT event_id, 1 + (event_id * 23 + n.value * 37) % 200,
  CASE WHEN event_id > 17 THEN 'registered' WHEN (event_id + n.value) % 5 = 0 THEN 'absent' ELSE 'attended' END
FROM event, json_each('[1,2,3,4,5,6,7]') AS n;

INSERT INTO event_feedback
SELECT event_id, member_id, 2 + (event_id + member_id) % 4,
  CASE (event_id + member_id) % 4 WHEN 3 THEN 'Wonderful, please do it again.'
    WHEN 0 THEN 'Hard to hear at the back.' END
FROM event_registration
WHERE state = 'attended' AND (event_id * member_id) % 3 = 0;

COMMIT;
