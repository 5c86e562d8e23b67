// The search index as one: it lies in several bundles, each of which is an index of Pagefind with the papers of a stretch of time.
// Pagefind merges their results; what it cannot know, since it looks at each bundle alone, is put right here: see `weigh`.
const PARTS = 'pagefind/bundles';
const NOWHERE = { bundle: '-' }; // a filter that no paper passes: answers hold counts, and no results
// A query for all papers: white space to Pagefind's index, and a letter to its script. Asked for `null`, it loads the words of every paper.
const ALL = '\u0085';
const MOST_PAPERS = 1e7; // of a bundle
const KEPT = 500; // counts of queries that are remembered
const FEW_KEPT = 20; // sets of papers that are remembered
const WORDS = 12; // of a longer query, only these are weighed
const RARE = 100; // papers that have a word as a whole; commoner ones need no help
const MOST_WAYS = 3; // a phrase of no more words is looked for with every mixture of spaces and hyphens
const SPLIT = /-(?=[‐‑‒–—―’‘“”«»…→←↔⇒])|(?<=[‐‑‒–—―’‘“”«»…→←↔⇒])-/g; // put around signs for the index alone: see sitegen/publish/indexer.py

/**
 * Open the index of the site at `root`. `papers`, `filters` (name → value → papers) and `sources` (value → what it is called) are known without
 * loading an index. `counting` loads search-counts.js, for answers whose values Pagefind does not count.
 */
export async function openIndex(root, settings = {}, counting = null) {
  const listing = await list(root);
  const { engine, bundles, filters, sources, weights } = JSON.parse(listing);
  const folder = (name) => new URL(`${PARTS}/${name}/`, root).pathname;
  const options = { ...settings, baseUrl: root.pathname, metaCacheTag: '' };
  const places = new Map(bundles.map(({ name }, place) => [name, place]));
  let pagefind = null; // the promise of a ready Pagefind
  let signalled = null; // that of what was counted of papers
  let named = null; // that of their short names
  const counted = new Set(); // filters whose values are counted in answers
  let among = null; // the promise of what counts values among some papers
  const phrases = new Map(); // phrase → the promise of the papers that have it
  const counts = new Map(); // query → the promise of how many papers it finds, in each bundle and in all

  async function start() {
    const module = await import(new URL(`${PARTS}/${engine}/pagefind.js`, root));
    await module.destroy(); // what an earlier index opened
    await module.options(options);
    await module.init();
    const open = ({ name }) => module.mergeIndex(folder(name), { ...options, mergeFilter: { bundle: name } });
    await Promise.all(bundles.map(open));
    return module;
  }

  /** Load what every search needs, once. */
  function load() {
    pagefind ??= start();
    return pagefind;
  }

  /** The place of a result in time, for the newest of all 0: its bundle, newest first, and its number there, newest first too. */
  function place({ id }) {
    const [name, number] = id.split('-');
    return places.get(name) * MOST_PAPERS + Number.parseInt(number, 36);
  }

  /** Results with the most points first, and of those with as many the newest. */
  function inOrder(results, pointsOf) {
    const rows = results.map((result) => ({ result, points: pointsOf(result), at: place(result) }));
    return rows.sort((a, b) => b.points - a.points || a.at - b.at).map(({ result }) => result);
  }

  const countsIn = (answer) => ({ bundle: answer.totalFilters.bundle ?? {}, papers: answer.unfilteredResultCount });

  /** The text of a result as its author wrote it. */
  async function textOf(result) {
    const { meta, ...data } = await result.data();
    const written = (text) => (text ?? '').replaceAll(SPLIT, '');
    const shown = { title: written(meta.title), authors: written(meta.authors) };
    return { ...data, meta: { ...meta, ...shown }, excerpt: written(data.excerpt), raw_content: written(data.raw_content) };
  }

  /** How many papers a query finds, whatever the filters. A reader who types asks for most words again and again. */
  function countOf(query) {
    if (!counts.has(query)) remember(query, load().then(async (module) => countsIn(await module.search(query, { filters: NOWHERE }))));
    return counts.get(query);
  }

  function remember(query, promise) {
    if (counts.size >= KEPT) counts.clear();
    counts.set(query, promise);
  }

  /** What was counted of papers: id → upvotes, comments, stars, and the points of all three. */
  function signals() {
    signalled ??= Promise.all(bundles.filter((bundle) => bundle.signals).map(async ({ name, signals: file }) => {
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

  /** The short names of papers: id → name. */
  function shortNames() {
    named ??= Promise.all(bundles.map(async ({ name, papers: count }) => {
      const answer = await fetch(`${folder(name)}names.bin`);
      if (!answer.ok) throw new Error(`names.bin: ${answer.status}`);
      const view = new DataView(await answer.arrayBuffer());
      return Array.from({ length: count }, (_, number) => [`${name}-${number.toString(36)}`, view.getUint32(number * 4)]);
    })).then((found) => new Map(found.flat()));
    return named;
  }

  /**
   * How much the scores of each bundle count, and which bundles come behind: a bundle that does not know a word of the query answers with
   * something like it, or without it, and a score says how rare a word is in its own bundle, not in the whole. `found` is the answer to `q`.
   */
  async function weigh(q, found) {
    const words = wordsOf(q);
    const known = (await Promise.all(words.map((word) => countOf(`"${word}"`)))).map(({ bundle }) => bundle);
    const matched = words.length === 1 ? [found.totalFilters.bundle ?? {}] : known; // what begins with a word is like it: good enough
    const missing = (name) => known.filter((counts) => !counts[name] && Object.values(counts).some(Boolean)).length;
    const behind = bundles.map(({ name }) => missing(name));
    const inAll = (counts) => bundles.reduce((sum, { name }, i) => sum + (behind[i] ? 0 : counts[name] ?? 0), 0);
    const all = bundles.reduce((sum, { papers }, i) => sum + (behind[i] ? 0 : papers), 0);
    const total = matched.reduce((sum, counts) => sum + rarity(all, inAll(counts)), 0);
    const weights = bundles.map(({ name, papers }) => {
      const own = matched.reduce((sum, counts) => sum + rarity(papers, counts[name] ?? 0), 0);
      return own > 0 && total > 0 ? total / own : 1;
    });
    return { behind, weights };
  }

  /** The papers that have a rare word as a whole, which is the beginning of others, as `SpEL` is of “spelling”; none where it does not matter. */
  async function whole(q, found, chosen) {
    if (/\s/.test(q) || found.results.length < 2) return new Set();
    const { papers } = await countOf(`"${q}"`);
    if (!papers || papers > RARE || papers === found.unfilteredResultCount) return new Set();
    return new Set((await (await load()).search(`"${q}"`, { filters: chosen })).results.map(({ id }) => id));
  }

  /** Ask all bundles. Pagefind gives the text of a result away once nobody holds the result itself, so what is made of it holds it. */
  async function answerTo(q, chosen) {
    const found = await (await load()).search(q || ALL, { filters: chosen });
    return { ...found, results: found.results.map((result) => ({ ...result, data: () => textOf(result) })) };
  }

  /** Search as Pagefind does, for all words. */
  async function ask(q, { filters: chosen = {}, sort = '' } = {}) {
    const found = await answerTo(q, chosen);
    if (q) remember(q, Promise.resolve(countsIn(found)));
    if (sort === 'date' || (!q && !sort)) return { ...found, results: inOrder(found.results, () => 0) };
    if (sort === 'signals') {
      const known = await signals();
      const results = inOrder(found.results, ({ id }) => known.get(id)?.points ?? -1);
      return { ...found, results: results.map((result) => ({ ...result, counts: known.get(result.id) })) };
    }
    const isWeighed = bundles.length > 1 && found.results.length > 1;
    const [{ behind, weights }, exact] = await Promise.all([isWeighed ? weigh(q, found) : { behind: [], weights: [] }, whole(q.trim(), found, chosen)]);
    const ranked = found.results.map((result) => {
      const at = place(result);
      const bundle = Math.floor(at / MOST_PAPERS);
      const isBehind = exact.size && !exact.has(result.id);
      return { result, at, behind: (behind[bundle] ?? 0) + Number(isBehind), score: result.score * (weights[bundle] ?? 1) };
    });
    ranked.sort((a, b) => a.behind - b.behind || b.score - a.score || a.at - b.at);
    return { ...found, results: ranked.map(({ result, score, behind: by }) => ({ ...result, score, behind: by })) };
  }

  /**
   * Search for words, "phrases" and neither -words nor -"phrases"; `sort` is `date` for the newest first, `signals` for most points. With
   * `only`, a set of short names, other papers are left out. Results have an `id` of their own, a `score`, and `data()`. Pagefind knows no
   * phrase beside words, no exclusion and no such set: there, answers are held against each other, and values are counted here.
   */
  async function search(q, options = {}) {
    const { words, phrases: quoted, excluded } = parse(q ?? '');
    const found = await ask(words || wordsIn(quoted[0] ?? '').join(' '), options);
    if (!quoted.length && !excluded.length && !options.only) return found;
    const [within, without] = await Promise.all([quoted, excluded].map((queries) => Promise.all(queries.map(having))));
    const names = options.only ? await shortNames() : null;
    const isFound = ({ id }) => (!names || options.only.has(names.get(id))) && within.every((ids) => ids.has(id)) && !without.some((ids) => ids.has(id));
    const results = found.results.filter(isFound);
    return { ...found, results, filters: counting ? await countsAmong(results, options.filters ?? {}) : {} };
  }

  /** The papers that have a phrase, whatever the filters: what is held against it is filtered anyway, and asked for again with others. */
  function having(phrase) {
    if (!phrases.has(phrase)) {
      if (phrases.size >= FEW_KEPT) phrases.clear();
      const idsOf = async (query) => (await (await load()).search(query, {})).results.map(({ id }) => id);
      phrases.set(phrase, Promise.all(spellings(phrase).map(idsOf)).then((ids) => new Set(ids.flat())));
    }
    return phrases.get(phrase);
  }

  /** How many of some results have each value of the filters that are counted. */
  async function countsAmong(results, chosen) {
    const papers = new Map();
    for (const { id } of results) {
      const [name, number] = id.split('-');
      if (!papers.has(name)) papers.set(name, new Set());
      papers.get(name).add(Number.parseInt(number, 36));
    }
    among ??= counting().then(({ openCounts }) => openCounts(folder));
    return (await among)(papers, [...new Set([...counted, ...namesIn(chosen)])]);
  }

  /** Load the words of a query before it is asked. */
  const preload = async (q, { filters: chosen = {} } = {}) => (await load()).preload(q || ALL, { filters: chosen });

  /** Load the values of the filters `names`, so that answers count them from now on. */
  const count = async (names) => {
    const module = await load();
    names.forEach((name) => counted.add(name));
    if (names.length) await module.search(ALL, { filters: { ...Object.fromEntries(names.map((name) => [name, '-'])), ...NOWHERE } });
  };

  /** All values of the filters `names`, with how many papers of the site have them. */
  const values = async (names) => {
    names.forEach((name) => counted.add(name));
    const none = Object.fromEntries(names.map((name) => [name, '-']));
    return (await (await load()).search(ALL, { filters: { ...none, ...NOWHERE } })).totalFilters;
  };

  /** Only the counts of an answer. */
  const tally = async (q, options) => (await search(q, options)).filters;

  /** How many papers have each of some words, as they are or with another ending. */
  const known = (words) => Promise.all(words.map(async (word) => (await countOf(`"${word}"`)).papers));

  /** How many papers have all words of a query: what a bundle answers that does not know them all is something like it. */
  const papersOf = async (q) => {
    const words = wordsOf(q);
    const [{ papers, bundle }, ...own] = await Promise.all([q, ...(bundles.length > 1 ? words.map((word) => `"${word}"`) : [])].map(countOf));
    const isKnown = ({ name }) => own.every((count) => count.bundle[name] || !count.papers);
    return own.length > 1 ? bundles.filter(isKnown).reduce((sum, { name }) => sum + (bundle[name] ?? 0), 0) : papers;
  };

  /** The lists of words that readers look for, one for each bundle: see search-spelling.js. */
  const wordLists = () => Promise.all(bundles.map(async ({ name }) => {
    const answer = await fetch(`${folder(name)}words.txt`).catch(() => null);
    return answer?.ok ? answer.text() : '';
  }));

  /** Tell whether the site still has the bundles that were opened. */
  const isCurrent = async () => (await list(root)) === listing;

  const papers = bundles.reduce((sum, bundle) => sum + bundle.papers, 0);
  return { papers, filters, sources, load, search, preload, count, values, tally, known, papersOf, wordLists, isCurrent };
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
  return Object.entries(chosen).flatMap(([name, value]) => (['any', 'all', 'none', 'not'].includes(name) ? [value].flat().flatMap(namesIn) : name));
}

const wordsOf = (q) => [...new Set(q.split(/\s+/).map((word) => word.replaceAll('"', '')).filter(Boolean))].slice(0, WORDS);

/** How much a word says that `count` of `papers` have: the inverse document frequency that Pagefind reckons with. */
function rarity(papers, count) {
  return Math.log(1 + (papers - count + 0.5) / (count + 0.5));
}
