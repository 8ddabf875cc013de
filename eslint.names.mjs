import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const source = join(import.meta.dirname, 'src');

/** All that a pattern finds in some files of src/; the name is its first group. */
function namesIn(files, pattern) {
  const found = files.flatMap((file) => [...readFileSync(join(source, file), 'utf8').matchAll(pattern)]);
  return [...new Set(found.map(([, name]) => name))];
}

function filesOf(folder) {
  return readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

/** Names as the files that define them spell them, and the only places in src/ that may spell them too. */
export const namesOfFolders = [
  {
    names: namesIn(filesOf('sources'), /\b(?:dbType|urlSchemes): \[?'(\w+)'/g),
    places: ['sources', 'catalog/storage'],
    message: 'Only sources/ names an engine: ask the SourceEngine instead.',
  },
  {
    names: namesIn(['comments/generators.ts'], /^ {2}(\w+): from\w+,$/gm),
    // elsewhere `schema` is a part of a database: only the whole text can be the generator
    onlyWholeTexts: true,
    places: ['comments', 'catalog/fields/sqlDb.ts', 'catalog/storage/server'],
    message: 'Only comments/ names a generator.',
  },
  {
    names: namesIn(filesOf('tasks/kinds'), /^ {2}(?:kind|prefix): '(\w+)'/gm),
    // the columns of the mirror are called after three kinds
    places: ['tasks/kinds', 'catalog/migrations', 'catalog/fields'],
    message: 'Only tasks/kinds/ names a task kind: take it from the TaskDefinition instead.',
  },
];

function isIn(file, place) {
  const path = relative(source, file).split(sep).join('/');
  return path === place || path.startsWith(`${place}/`);
}

/** Reports a string, a regular expression, a template or a property that is a name of another folder. */
export const namesInTheirFolders = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const foreign = namesOfFolders.filter(({ places }) => !places.some((place) => isIn(context.filename, place)));
    const report = (node, isNamed, isWholeText = false) => {
      for (const { names, message, onlyWholeTexts } of foreign) {
        if (onlyWholeTexts && !isWholeText) continue;
        const name = names.find(isNamed);
        if (name !== undefined) context.report({ node, message: `"${name}": ${message}` });
      }
    };
    const within = (text) => (name) => new RegExp(`(?<![\\w-])${name}(?![a-zA-Z0-9:-])`).test(text);
    const isSource = ({ parent }) => /^(?:Import|Export)/.test(parent.type);
    return {
      Literal(node) {
        if (node.regex) report(node, within(node.regex.pattern));
        else if (typeof node.value === 'string' && !isSource(node)) report(node, (name) => name === node.value, true);
      },
      TemplateElement: (node) => report(node, within(node.value.raw)),
      'Property[computed=false][shorthand=false] > Identifier.key': (node) =>
        report(node, (name) => name === node.name),
      'TSPropertySignature > Identifier.key': (node) => report(node, (name) => name === node.name),
    };
  },
};
