// The search index as one: it lies in several bundles, each of which is an index of Pagefind with the papers of a stretch of time. Its files are read
// by search-files.js, and what a query finds is reckoned by search-match.js: Pagefind's own program would build a list of everything that it knows
// of every paper found, bundle by bundle, in a time that grows with the square of their number.
const PARTS = 'pagefind/bundles';
const MOST_PAPERS = 1e7; // of a bundle
const KEPT = 500; // words and counts that are remembered
const FEW_KEPT = 12; // answers that are remembered
const RARE = 100; // papers that have a word as a whole; commoner ones need no help
const LONG = 4; // words that begin with so many letters are few: see _FAMILY in sitegen/publish/stable_index.py
const MOST_WAYS = 3; // a phrase of no more words is looked for with every mixture of spaces and hyphens
const SPLIT = /-(?=[‐‑‒–—―’‘“”«»…→←↔⇒])|(?<=[‐‑‒–—―’‘“”«»…→←↔⇒])-/g; // put around signs for the index alone: see sitegen/publish/indexer.py
const SIGNS = /[\p{Pd}\p{Pe}\p{Pf}\p{Pi}\p{Po}\p{Ps}]/gu; // that the index leaves out
const ACCENTS = /\p{M}/gu;

/**
 * Open the index of the site at `root`, with the modules search-files.js, search-match.js and search-stems.js. `papers`, `filters` (name → value →
 * papers) and `sources` (value → what it is called) are known without loading an index.
 */
export async function openIndex(root, { files, match, stems }, language = 'en') {
  const listing = await list(root);
  const { engine, bundles: listed, filters, sources, weights } = JSON.parse(listing);
  const bundles = listed.map(({ name }) => openBundle(new URL(`${PARTS}/${name}/`, root), name, files));
  let ready = null; // the promise of what every search needs
  let signalled = null; // that of what was counted of papers
  let named = null; // that of their short names
  const counted = new Set(); // filters whose values are counted in answers
  const stemmed = new Map(); // word → its stem
  const having = remembering(FEW_KEPT, havingPhrase);
  const matches = remembering(FEW_KEPT, async (words) => (words ? rankedFor(words) : everything()));
  const counts = remembering(KEPT, async (words) => (await all(words)).total);

  /** Load what every search needs, once. */
  function load() {
    ready ??= Promise.all([stems.openStems(new URL(`${PARTS}/${engine}/`, root), language), ...bundles.map((bundle) => bundle.open())])
      .then(([stemsOf]) => { stemsOf('words').catch(() => {}); return stemsOf; }); // the first answer takes longer
    return ready;
  }

  // Words

  /** The stems of some words, of which most were asked for before. Of a script without spaces there may be more of them than texts. */
  async function stemsOf(texts) {
    if (texts.every((text) => stemmed.has(text))) return texts.map((text) => stemmed.get(text));
    const found = await (await ready)(texts.join(' '));
    if (stemmed.size > KEPT) stemmed.clear();
    if (found.length === texts.length) texts.forEach((text, i) => stemmed.set(text, found[i]));
    return found;
  }

  /** The words of a query as the index has them, each with the words of the files that it may be in, for each bundle. */
  async function termsOf(text) {
    await load();
    const typed = text.toLowerCase().replace(SIGNS, '').replace(/\s{2,}/g, ' ').trim();
    const parts = typed.split(' ');
    const found = typed ? await stemsOf(parts) : [];
    const isSplit = parts.length === found.length; // as in all languages that put spaces between words
    return Promise.all(found.map(async (stem, i) => {
      const own = isSplit ? parts[i] : stem;
      const plain = own.normalize('NFD').replace(ACCENTS, '');
      return { stem, typed: own, words: await Promise.all(bundles.map((bundle) => bundle.wordsFor(plain, stem))) };
    }));
  }

  /** The papers that have all words of a query: how many, and what their order follows from. */
  const all = async (words) => match.findAll(await termsOf(words), bundles.map((bundle) => bundle.facts));

  /** The papers that have a phrase, by their bundles. */
  const exactly = async (text) => match.findPhrase(await termsOf(text), bundles.map((bundle) => bundle.facts));

  /** How many papers have a word, as it is or with another ending. */
  const countOf = remembering(KEPT, async (word) => (await exactly(word)).reduce((sum, { size }) => sum + size, 0));

  /** The papers that have a phrase, with spaces or with hyphens. */
  async function havingPhrase(phrase) {
    const ways = await Promise.all(spellings(phrase).map(exactly));
    return bundles.map((_, place) => new Set(ways.flatMap((pages) => [...pages[place]])));
  }

  // Answers

  const idOf = ({ bundle, page }) => `${bundles[bundle].name}-${page.toString(36)}`;
  /** The place of a paper in time, for the newest of all 0. */
  const placeOf = ({ bundle, page }) => bundle * MOST_PAPERS + page;
  const byDate = (papers) => papers.sort((a, b) => placeOf(a) - placeOf(b));

  /** A result. */
  class Paper {
    constructor(bundle, page, score, codes, from, to) {
      this.bundle = bundle;
      this.page = page;
      this.score = score;
      this.codes = codes; // where the words stand in its text: see placesOf
      this.from = from;
      this.to = to;
      this.behind = 0; // 1 if others fit better, whatever the score
    }

    get id() { return idOf(this); }

    data() { return textOf(this); }
  }
  const make = (bundle, page, score, codes, from, to) => new Paper(bundle, page, score, codes, from, to);

  const nowhere = new Float64Array();
  const everything = () => bundles.flatMap(({ facts }, bundle) => Array.from(facts.lengths, (_, page) => make(bundle, page, 0, nowhere, 0, 0)));

  /** The papers that have all words of a query, the best first, and of those that are as good the newest. */
  async function rankedFor(words) {
    const found = await all(words);
    const papers = match.scoreAll(found, bundles.map((bundle) => bundle.facts), make);
    const whole = await wholeIn(words, found.total);
    if (whole) for (const paper of papers) paper.behind = Number(!whole[paper.bundle].has(paper.page));
    return match.inOrder(papers);
  }

  /** The papers that have a rare word as a whole, which is the beginning of others, as `SpEL` is of “spelling”; null where it does not matter. */
  async function wholeIn(q, total) {
    if (/\s/.test(q) || total < 2) return null;
    const papers = await countOf(q);
    return papers && papers <= RARE && papers !== total ? exactly(q) : null;
  }

  /** The text of a paper, and where the words that were found stand in it. */
  async function textOf(paper) {
    const { url, content, meta, ...data } = await bundles[paper.bundle].text(idOf(paper));
    const written = (text) => (text ?? '').replaceAll(SPLIT, '');
    const shown = { ...meta, title: written(meta.title), authors: written(meta.authors) };
    return { ...data, url: root.pathname + url.slice(1), meta: shown, content: written(content), locations: match.placesOf(paper) };
  }

  /**
   * Search for words, "phrases" and neither -words nor -"phrases"; `sort` is `date` for the newest first, `signals` for most points. With `only`, a
   * set of short names, other papers are left out. `results` have an `id` of their own, a `score`, and `data()`, their text; `tally()` promises
   * how many of them have each value of the filters that are counted.
   */
  async function search(q, { filters: chosen = {}, sort = '', only = null } = {}) {
    const { words, phrases: quoted, excluded } = parse(q ?? '');
    namesIn(chosen).forEach((name) => counted.add(name));
    await load();
    const plain = words || wordsIn(quoted[0] ?? '').join(' ');
    const [matched, narrow, within, without, names] = await Promise.all([
      matches(plain),
      Promise.all(bundles.map((bundle) => bundle.having(chosen))),
      ...[quoted, excluded].map((phrases) => Promise.all(phrases.map(having))),
      only && shortNames(),
    ]);
    const isFound = (paper) => {
      const { bundle, page } = paper;
      return (!narrow[bundle] || narrow[bundle].has(page)) && within.every((pages) => pages[bundle].has(page))
        && !without.some((pages) => pages[bundle].has(page)) && (!names || only.has(names[bundle][page]));
    };
    const isNarrow = names || quoted.length || excluded.length || narrow.some(Boolean);
    const papers = isNarrow ? matched.filter(isFound) : [...matched];
    const order = sort || (plain ? '' : 'date');
    const known = order === 'signals' ? await signals() : null;
    if (order) byDate(papers);
    const points = (paper) => known.get(paper.id)?.points ?? -1;
    if (known) papers.sort((a, b) => points(b) - points(a));
    const results = known ? papers.map((paper) => Object.assign(make(), paper, { counts: known.get(paper.id) })) : papers;
    return { results, tally: () => valuesAmong(papers, [...counted]) };
  }

  /** How many of some papers have each value of some filters. */
  async function valuesAmong(papers, filterNames) {
    if (!filterNames.length) return {};
    const pages = bundles.map(() => new Set());
    for (const { bundle, page } of papers) pages[bundle].add(page);
    return Object.fromEntries(await Promise.all(filterNames.map(async (name) => [name, await valuesOf(name, (page, place) => pages[place].has(page))])));
  }

  async function valuesOf(name, isIn) {
    const values = {};
    for (const [place, own] of (await Promise.all(bundles.map((bundle) => bundle.filter(name)))).entries()) {
      for (const [value, pages] of own) values[value] = (values[value] ?? 0) + pages.filter((page) => isIn(page, place)).length;
    }
    return values;
  }

  /** What was counted of papers: id → upvotes, comments, stars, and the points of all three. */
  function signals() {
    signalled ??= Promise.all(listed.filter((bundle) => bundle.signals).map(async ({ name, signals: file }) => {
      const answer = await fetch(new URL(`pagefind/signals/${file}.json`, root));
      if (!answer.ok) throw new Error(`pagefind/signals/${file}.json: ${answer.status}`);
      const { steps, ...columns } = await answer.json();
      let number = 0;
      return steps.map((step, row) => {
        number += step;
        const counts = Object.fromEntries(Object.entries(columns).map(([kind, column]) => [kind, column[row]]));
        const points = Object.entries(counts).reduce((sum, [kind, n]) => sum + (weights[kind] ?? 0) * Math.log2(1 + n), 0);
        return [`${name}-${number.toString(36)}`, { ...counts, points }];
      });
    })).then((found) => new Map(found.flat()));
    return signalled;
  }

  /** The short names of papers, by their bundles and numbers. */
  function shortNames() {
    named ??= Promise.all(listed.map(async ({ name, papers: count }) => {
      const address = new URL(`${PARTS}/${name}/names.bin`, root);
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      const view = new DataView(await answer.arrayBuffer());
      return Array.from({ length: count }, (_, number) => view.getUint32(number * 4));
    }));
    return named;
  }

  /** Load the words of a query before it is asked. */
  const preload = async (q) => { await termsOf(parse(q ?? '').words); };

  /** Count the values of the filters `names` in answers from now on; `values` also says how many papers of the site have each. */
  async function count(names) {
    names.forEach((name) => counted.add(name));
    await load();
    await Promise.all(names.flatMap((name) => bundles.map((bundle) => bundle.filter(name))));
  }
  async function values(names) {
    await count(names);
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await valuesOf(name, () => true)])));
  }

  /** Only the counts of an answer. */
  const tally = async (q, options) => (await search(q, options)).tally();

  /** How many papers have each of some words, as they are or with another ending. */
  const known = (words) => Promise.all(words.map(countOf));

  /** How many papers have all words of a query. */
  const papersOf = (q) => counts(q);

  /** The lists of words that readers look for, one for each bundle: see search-spelling.js. */
  const wordLists = () => Promise.all(listed.map(async ({ name }) => {
    const answer = await fetch(new URL(`${PARTS}/${name}/words.txt`, root)).catch(() => null);
    return answer?.ok ? answer.text() : '';
  }));

  /** Tell whether the site still has the bundles that were opened. */
  const isCurrent = async () => (await list(root)) === listing;

  const papers = listed.reduce((sum, bundle) => sum + bundle.papers, 0);
  return { papers, filters, sources, load, search, preload, count, values, tally, known, papersOf, wordLists, isCurrent };
}

/** A bundle: its `facts` for search-match.js, which are there once it is open, and what it loads. */
function openBundle(folder, name, { readLists, readWords, readText }) {
  let chunks = [];
  const facts = {};
  const filterFiles = new Map();
  const wordsIn = remembering(KEPT, (file) => readWords(new URL(`index/${file}.pf_index`, folder)));
  const text = remembering(KEPT, (id) => readText(new URL(`fragment/${id}.pf_fragment`, folder)));
  /** The values of a filter, each with the numbers of its papers. */
  const filter = remembering(KEPT, async (key) => new Map(filterFiles.has(key) ? (await readLists(new URL(`filter/${filterFiles.get(key)}.pf_filter`, folder)))[1] : []));

  async function open() {
    const [, pages, files, filters, , fields] = await readLists(new URL('pagefind.meta.pf_meta', folder));
    chunks = files;
    for (const [key, file] of filters) filterFiles.set(key, file);
    Object.assign(facts, { lengths: Uint32Array.from(pages, ([, length]) => length), fields });
    facts.words = facts.lengths.reduce((sum, length) => sum + length, 0);
  }

  /** The words of the files in which a word and its stem may stand, or what begins with it. */
  function wordsFor(word, stem) {
    const found = new Set([word, stem].flatMap((text) => {
      const strict = chunks.filter(([from, to]) => from <= text && text <= to);
      const more = text.length < LONG ? [] : chunks.filter(([from]) => from.startsWith(text));
      return strict.length ? [...strict, ...more] : chunks.filter(([from, to]) => text.slice(0, from.length) >= from.slice(0, text.length)
        && text.slice(0, to.length) <= to.slice(0, text.length));
    }));
    return Promise.all([...found].map(([, , file]) => wordsIn(file)));
  }

  /** The pages that pass all of some filters: a value, or any of several; `any` of several filters. Null where there are none. */
  async function having(chosen) {
    const sets = await Promise.all(Object.entries(chosen).map(async ([key, value]) => {
      if (key === 'any') return union(await Promise.all(value.map(having)));
      const values = await filter(key);
      return union((value.any ?? [value]).map((each) => values.get(each) ?? []));
    }));
    return sets.length ? sets.reduce((all, own) => new Set([...all].filter((page) => own.has(page)))) : null;
  }

  return { name, facts, open, wordsFor, having, filter, text };
}

const union = (sets) => new Set(sets.flatMap((pages) => [...pages]));

/** A function that promises what `make` does, and remembers up to `most` of it. What failed is made anew. */
function remembering(most, make) {
  const kept = new Map();
  return (key) => {
    if (!kept.has(key)) {
      if (kept.size >= most) kept.delete(kept.keys().next().value);
      const made = Promise.resolve().then(() => make(key));
      kept.set(key, made);
      made.catch(() => kept.delete(key));
    }
    return kept.get(key);
  };
}

/** The text that names the bundles, as it is now. */
async function list(root) {
  const answer = await fetch(new URL('pagefind/bundles.json', root), { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`pagefind/bundles.json: ${answer.status}`);
  return answer.text();
}

/** The parts of a query: its words, its phrases in their quotes, and the words and phrases that must not be there, in quotes as well. */
export function parse(q) {
  const phrases = [];
  const excluded = [];
  const words = q.replace(/(^|\s)(-?)"([^"]+)"|(^|\s)-([\p{L}\p{N}][^\s"]*)/gu, (_, space, minus, phrase, other, word) => {
    (minus || word ? excluded : phrases).push(`"${phrase ?? word}"`);
    return ' ';
  });
  return { words: words.trim(), phrases, excluded };
}

const unquoted = (phrase) => phrase.replaceAll('"', '');
const wordsIn = (phrase) => unquoted(phrase).split(/[\s\-‐‑]+/).filter(Boolean);

/** A phrase as authors write it, with spaces and with hyphens: “mixture of experts” is “mixture-of-experts” to a reader. */
export function spellings(phrase) {
  const words = wordsIn(phrase);
  const ways = words.length <= MOST_WAYS
    ? words.slice(1).reduce((made, word) => made.flatMap((text) => [`${text} ${word}`, `${text}-${word}`]), words.slice(0, 1))
    : [words.join(' '), words.join('-')];
  return [...new Set([unquoted(phrase), ...ways])].map((text) => `"${text}"`);
}

/** The filters that a choice of values names. */
function namesIn(chosen) {
  return Object.entries(chosen).flatMap(([name, value]) => (name === 'any' ? value.flatMap(namesIn) : name));
}
