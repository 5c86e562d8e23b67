// The forms in which a library leaves the browser and comes back: BibTeX, and a link that carries a list. Its own form is in library-store.js.
const MOST_SHARED = 100;
const LONGEST_LINK = 8_000;
const MOST_BYTES = 32_000; // of a list, unpacked
const MOST_ENTRIES = 500;

// A list in a link: names of papers, packed. It begins with the version of this form.

const packed = /^1([A-Za-z0-9_-]{1,8000})$/;

async function pump(bytes, transform, most) {
  const stream = new Blob([bytes]).stream().pipeThrough(transform);
  const chunks = [];
  let size = 0;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new Error('too long');
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** Write names of papers as text for a link; null when they are too many for one. */
export async function packList(name, slugs) {
  if (slugs.length > MOST_SHARED) return null;
  const bytes = new TextEncoder().encode([name, ...slugs].join('\n'));
  const small = await pump(bytes, new CompressionStream('deflate-raw'), MOST_BYTES);
  const code = btoa(String.fromCharCode(...small)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return code.length < LONGEST_LINK ? `1${code}` : null;
}

/** Read what `packList` wrote; null when it is anything else. `isSlug` and `text` say what may be in it. */
export async function unpackList(code, { isSlug, text }) {
  const [, body] = packed.exec(code) ?? [];
  if (!body) return null;
  try {
    const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    const plain = await pump(bytes, new DecompressionStream('deflate-raw'), MOST_BYTES);
    const [name, ...slugs] = new TextDecoder('utf-8', { fatal: true }).decode(plain).split('\n');
    const good = [...new Set(slugs)].filter(isSlug).slice(0, MOST_SHARED);
    return good.length ? { name: text(name, 80), slugs: good } : null;
  } catch { return null; }
}

// BibTeX

const SPECIAL = {
  '\\': '{\\textbackslash}', '{': '\\{', '}': '\\}', $: '\\$', '&': '\\&', '#': '\\#', '%': '\\%', _: '\\_', '~': '{\\textasciitilde}', '^': '{\\textasciicircum}',
};
const escape = (value) => value.replace(/[\\{}$&#%_~^]/g, (char) => SPECIAL[char]);
const address = (url) => url.replace(/[{}\\\s]/g, encodeURIComponent);
const plain = (value) => value.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const SMALL = new Set(['a', 'an', 'the', 'on', 'of', 'in', 'for', 'to', 'and', 'with']);

function keyOf({ title, authors, date }) {
  const surname = plain(authors[0]?.[0].split(/\s+/).at(-1) ?? '').replace(/[^a-z0-9]/g, '');
  const word = plain(title).split(/[^a-z0-9]+/).find((part) => part && !SMALL.has(part));
  return [surname || 'anonymous', date.slice(0, 4), word].filter(Boolean).join('-');
}

function unused(base, taken) {
  let key = base;
  for (let more = 2; taken.has(key); more += 1) key = `${base}-${more}`;
  taken.add(key);
  return key;
}

const written = (fields) => Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}},\n`).join('');
const cited = /^\s*(@\w+)\{([^\s{},]+),\n([^]*?),?\n\}\s*$/;

/**
 * Write papers, pairs of slug and paper, as BibTeX. `citations` are the entries that their pages offer, in the same order: they know the kind, the
 * venue and all authors. Of a paper without one, what the library knows is written. `site-url` is the page of the paper, by which it is found again.
 */
export function writeBibtex(papers, root, citations = []) {
  const taken = new Set();
  const entries = papers.map(([slug, paper], i) => {
    const own = {
      'site-url': address(new URL(`papers/${slug}/`, root).href),
      keywords: escape(paper.labels.join(', ')),
      annote: escape(paper.note),
    };
    const [, kind, key, body] = cited.exec(citations[i] ?? '') ?? [];
    if (body) return `${kind}{${unused(key, taken)},\n${body},\n${written(own)}}\n`;
    const arxiv = /^https?:\/\/arxiv\.org\/(?:abs|pdf)\/(\d{4}\.\d{4,5})/.exec(paper.link)?.[1];
    const names = paper.authors.map(([name]) => escape(name).replace(/ and /gi, ' {and} '));
    const fields = {
      title: `{${escape(paper.title)}}`,
      author: names.length ? [...names, ...(paper.more ? ['others'] : [])].join(' and ') : '',
      year: paper.date.slice(0, 4),
      month: paper.date.slice(5, 7) && String(Number(paper.date.slice(5, 7))),
      eprint: arxiv ?? '',
      archiveprefix: arxiv ? 'arXiv' : '',
      url: address(paper.link),
      ...own,
    };
    return `@misc{${unused(keyOf(paper), taken)},\n${written(fields)}}\n`;
  });
  return entries.join('\n');
}

/** The text of a value that begins at `at` with a brace or a quote, and where it ends. Braces within it are balanced. */
function valueAt(source, at) {
  const close = source[at] === '"' ? '"' : '}';
  let depth = 0;
  for (let i = at + 1; i < source.length; i += 1) {
    const char = source[i];
    if (char === '\\') i += 1;
    else if (char === close && depth === 0) return [source.slice(at + 1, i), i + 1];
    else if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
  }
  return [source.slice(at + 1), source.length];
}

/**
 * Read the fields of the entries of a BibTeX file, as they stand there; what is no entry is passed over. In these patterns no two neighbours match the
 * same blanks, of which a long run would otherwise take hours.
 */
export function readBibtex(source) {
  const entries = [];
  const begin = /@(\w+)\s*\{[^,{}]*,/g;
  for (let match = begin.exec(source); match && entries.length < MOST_ENTRIES; match = begin.exec(source)) {
    if (/^(?:comment|preamble|string)$/i.test(match[1])) continue;
    const fields = new Map();
    const field = /[\s,]*([\w-]+)\s*=\s*(?:([{"])|([^\s,{}"]+))/y;
    let at = begin.lastIndex;
    for (field.lastIndex = at; ; field.lastIndex = at) {
      const found = field.exec(source);
      if (!found) break;
      const [, name, opening, bare] = found;
      const [value, end] = opening ? valueAt(source, field.lastIndex - 1) : [bare, field.lastIndex];
      fields.set(name.toLowerCase(), value.replace(/\s+/g, ' ').trim());
      at = end;
    }
    begin.lastIndex = at;
    entries.push(fields);
  }
  return entries;
}

const LETTERS = { ss: 'ss', ae: 'ae', AE: 'AE', oe: 'oe', OE: 'OE', aa: 'a', AA: 'A', o: 'o', O: 'O', l: 'l', L: 'L', i: 'i', j: 'j' };
const NAMED = { textbackslash: '\\', textasciitilde: '~', textasciicircum: '^' };

/** LaTeX as plain text, without accents: good enough to compare and to search. */
export function fromLatex(value) {
  return value
    .replace(/\\([a-zA-Z]+)\s*(?:\{\})?|\\["'`^~=.]\s*|\\(.)|[{}$]/g, (all, name, sign) => (name ? (NAMED[name] ?? LETTERS[name] ?? ' ') : (sign ?? '')))
    .replace(/\s+/g, ' ')
    .trim();
}

/** What is left of a title when all that two sources may write differently is taken away. */
export const titleKey = (title) => plain(title.replaceAll('ß', 'ss').replaceAll('ø', 'o').replaceAll('ł', 'l')).replace(/[^\p{L}\p{N}]/gu, '');
