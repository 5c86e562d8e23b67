// Which papers have the words of a query, and how much each counts: what Pagefind reckons (1.5), over all bundles as if they were one index, and in
// a time that grows with what is found alone.
const SATURATION = 1.4; // how soon a word that stands in a text again and again counts no more
const LENGTH = 0.75; // how much longer texts count less
const ACCENTS = 0.8; // how much more a word counts that has the accents of the query
const FIELDS = { title: 5 }; // how much a word counts that is in a field; in another, 1
const WHOLE = 24; // the weight of a word of a text
const HEAVIEST = 255;
const SPREAD = 2; // of the lengths of words that are like each other
const ENTRIES = 2 ** 20; // more words than a query can mean

/** How much a word says that `count` of `papers` have: the inverse document frequency. */
const rarity = (papers, count) => Math.log(1 + (papers - count + 0.5) / (count + 0.5));

/** How alike two words are of which one begins the other, from the difference of their lengths. */
const likeness = (difference) => Math.exp(Math.exp(-0.5 * (Math.min(255, difference + 1) / SPREAD) ** 2) - 1);

const isSame = (typed, form) => form.startsWith(typed) || typed.startsWith(form);

/**
 * The papers that have all of some terms. A term is `typed`, has a `stem`, and for each bundle the `words` of its files: see readWords. It means
 * all words that begin with it; where there are none, the longest word that is its beginning; and where there is none either, it is passed over.
 */
export function findAll(terms, bundles) {
  const meant = terms.map((term) => meaningOf(term)).filter((words) => words.some((own) => own.length));
  const counts = meant.map(() => 0);
  const having = bundles.map(({ lengths }, place) => {
    const [terms_, last] = [new Uint16Array(lengths.length), new Uint16Array(lengths.length)]; // how many terms a page has, and which was the last
    meant.forEach((words, term) => {
      for (const { forms } of words[place]) {
        for (const { pages } of forms) {
          for (const page of pages) {
            if (last[page] === term + 1) continue;
            last[page] = term + 1;
            terms_[page] += 1;
            counts[term] += 1;
          }
        }
      }
    });
    return terms_;
  });
  const total = meant.length ? having.reduce((sum, own) => sum + own.reduce((n, terms_) => n + Number(terms_ === meant.length), 0), 0) : 0;
  return { meant, counts, having, total };
}

/** The words that a term means, in each bundle. */
function meaningOf({ stem, typed, words }) {
  const wordsThat = (isMeant) => words.map((files) => files.flatMap((file) => [...file].filter(([word]) => isMeant(word))));
  let found = wordsThat((word) => word.startsWith(stem));
  if (!found.some((own) => own.length)) {
    const beginnings = words.flatMap((files) => files.flatMap((file) => [...file.keys()].filter((word) => stem.startsWith(word))));
    const longest = beginnings.reduce((best, word) => (word.length > best.length ? word : best), '');
    found = wordsThat((word) => word === longest);
  }
  return found.map((own) => own.map(([word, forms]) => ({ forms, like: likeness(Math.abs(word.length - stem.length)), typed })));
}

/** The papers that have all terms, each with its bundle, its number there, its score, and where the words stand in its text. */
export function scoreAll({ meant, counts, having }, bundles) {
  if (!meant.length) return [];
  const papers = bundles.reduce((sum, { lengths }) => sum + lengths.length, 0);
  const mean = bundles.reduce((sum, { words }) => sum + words, 0) / papers;
  const says = counts.map((count) => rarity(papers, count));
  const all = says.reduce((sum, own) => sum + own, 0);
  return bundles.flatMap((bundle, place) => {
    const found = gather(meant, having[place], place, bundle.fields.length, says);
    const weights = bundle.fields.map((field) => FIELDS[field] ?? 1);
    return found.map(({ page, codes, fields }) => {
      const inFields = fields ? fields.reduce((sum, own, i) => sum + weights[i] * own * (own / all) ** 2, 0) : 0;
      const score = inFields + inText(codes, found.entries, 1 - LENGTH + (LENGTH * bundle.lengths[page]) / mean, says);
      return { bundle: place, page, score, codes };
    });
  });
}

/** The places of a paper's text in which words were found. */
export const placesOf = (codes) => [...new Set(codes.map((code) => Math.floor(code / ENTRIES / 256)))];

/**
 * Where the words stand in the pages that have all terms, in order: a code is the place, the weight there, and the word's entry. `fields` is, for
 * each field, how much the terms say that stand in it.
 */
function gather(meant, having, place, width, says) {
  const slots = new Int32Array(having.length).fill(-1);
  const found = [];
  found.entries = [];
  having.forEach((terms, page) => {
    if (terms !== meant.length) return;
    slots[page] = found.length;
    found.push({ page, codes: [], fields: null, last: null, isInOrder: true });
  });
  let words = 0;
  meant.forEach((own, term) => own[place].forEach(({ forms, like, typed }) => {
    words += 1;
    for (const { form, pages, starts, places, meta } of forms) {
      const entry = found.entries.length;
      found.entries.push({ term, word: words, like, boost: isSame(typed, form) ? 1 + ACCENTS : 1 });
      for (let i = 0; i < pages.length; i += 1) {
        if (slots[pages[i]] < 0) continue;
        const paper = found[slots[pages[i]]];
        for (let at = starts[i]; at < starts[i + 1]; at += 1) {
          const code = places[at] * ENTRIES + entry;
          if (code < paper.codes.at(-1)) paper.isInOrder = false;
          paper.codes.push(code);
        }
        if (meta[i]) noteFields(paper, meta[i], term, width, says[term]);
      }
    }
  }));
  for (const paper of found) if (!paper.isInOrder) paper.codes.sort((a, b) => a - b);
  return found;
}

/** Count a term once for each field in which it stands. Terms come one after the other. */
function noteFields(paper, meta, term, width, says) {
  paper.fields ??= Array(width).fill(0);
  paper.last ??= Array(width).fill(-1);
  for (const [field] of meta) {
    if (paper.last[field] === term) continue;
    paper.last[field] = term;
    paper.fields[field] += says;
  }
}

/** What the words of a text are worth. Where several terms meet in one word, as in `state-of-the-art`, it counts for each of them, and more. */
function inText(codes, entries, length, says) {
  const weights = new Map(); // word → its entry, and the weights of all places where it stands
  for (let i = 0; i < codes.length;) {
    const place = Math.floor(codes[i] / ENTRIES / 256);
    const terms = new Map();
    let least = HEAVIEST;
    for (; i < codes.length && Math.floor(codes[i] / ENTRIES / 256) === place; i += 1) {
      const entry = entries[codes[i] % ENTRIES];
      if (terms.has(entry.term)) continue;
      terms.set(entry.term, entry);
      least = Math.min(least, Math.floor(codes[i] / ENTRIES) % 256);
    }
    const weight = Math.min(HEAVIEST, least * terms.size);
    for (const entry of terms.values()) {
      const word = weights.get(entry.word);
      if (word) word.weight += weight;
      else weights.set(entry.word, { entry, weight });
    }
  }
  let score = 0;
  for (const { entry: { term, like, boost }, weight } of weights.values()) {
    const often = (weight / WHOLE) * like;
    score += (boost * says[term] * (SATURATION + 1) * often) / (SATURATION * length + often);
  }
  return score;
}

/** The pages of each bundle that have words one after another, in the text or in one field; `terms` are as above, each meant as it is. */
export function findPhrase(terms, bundles) {
  return bundles.map((_, place) => {
    if (!terms.length) return new Set();
    const words = terms.map(({ stem, words: files }) => files[place].map((file) => file.get(stem)).find(Boolean) ?? []);
    if (!words.every((forms) => forms.length)) return new Set();
    if (words.length === 1) return new Set(words[0].flatMap(({ pages }) => [...pages]));
    return words.map(standing).reduce(follow).found;
  });
}

/** Where a word stands: page → places in the text, and below 0 those in fields. */
function standing(forms) {
  const found = new Map();
  for (const { pages, starts, places, meta } of forms) {
    pages.forEach((page, i) => {
      if (!found.has(page)) found.set(page, new Set());
      const own = found.get(page);
      for (let at = starts[i]; at < starts[i + 1]; at += 1) own.add(Math.floor(places[at] / 256));
      for (const [field, at] of meta[i] ?? []) own.add(-(field + 1) * ENTRIES + at);
    });
  }
  found.found = new Set(found.keys());
  return found;
}

/** The pages in which the second follows upon the first, and where it stands there. */
function follow(first, second) {
  const found = new Map();
  for (const [page, places] of first) {
    const next = second.get(page);
    const both = next && [...places].map((place) => place + 1).filter((place) => next.has(place));
    if (both?.length) found.set(page, new Set(both));
  }
  found.found = new Set(found.keys());
  return found;
}
