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
const STEPS = 2 ** 27; // of scores: closer ones are equal
const MOST_PAPERS = 2 ** 23; // of a site

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

/** The papers that have all terms, made of the bundle, the number there, the score, and where the words stand in the text: see placesOf. */
export function scoreAll({ meant, counts, having }, bundles, make) {
  if (!meant.length) return [];
  const papers = bundles.reduce((sum, { lengths }) => sum + lengths.length, 0);
  const mean = bundles.reduce((sum, { words }) => sum + words, 0) / papers;
  const says = counts.map((count) => rarity(papers, count));
  const all = says.reduce((sum, own) => sum + own, 0);
  return bundles.flatMap(({ lengths, fields }, bundle) => {
    const pages = [];
    having[bundle].forEach((terms, page) => { if (terms === meant.length) pages.push(page); });
    const entries = entriesOf(meant.map((words) => words[bundle]), says);
    const slots = new Int32Array(lengths.length).fill(-1);
    pages.forEach((page, slot) => { slots[page] = slot; });
    const { codes, starts } = gather(entries, slots, pages.length);
    const inFields = scoreFields(entries, slots, pages.length, fields, all);
    const weigh = weigher(codes, entries);
    return pages.map((page, slot) => {
      const [from, to] = [starts[slot], starts[slot + 1]];
      const score = inFields[slot] + weigh(from, to, 1 - LENGTH + (LENGTH * lengths[page]) / mean);
      return make(bundle, page, score, codes, from, to);
    });
  });
}

/**
 * Papers with those that fit better first: what is `behind` comes last, and then the score counts, and of equal ones the order that they have. They
 * are thousands, and a list of numbers is sorted in a tenth of the time.
 */
export function inOrder(papers) {
  const most = papers.reduce((best, { score }) => Math.max(best, score), 0) || 1;
  const keys = Float64Array.from(papers, ({ score, behind }, i) => Math.round((2 * behind + 1 - score / most) * STEPS) * MOST_PAPERS + i);
  return Array.from(keys.sort(), (key) => papers[key % MOST_PAPERS]);
}

/** The places of a paper's text in which words were found. */
export const placesOf = ({ codes, from, to }) => [...new Set(Array.from(codes.subarray(from, to), (code) => Math.floor(code / ENTRIES / 256)))];

/** All forms of the words that the terms mean in a bundle. Forms of one word, with accents and without, have its number. */
function entriesOf(meant, says) {
  let number = -1;
  return meant.flatMap((words, term) => words.flatMap(({ forms, like, typed }) => {
    number += 1;
    return forms.map((own) => ({ ...own, term, word: number, like, says: says[term] * (isSame(typed, own.form) ? 1 + ACCENTS : 1), plain: says[term] }));
  }));
}

/** Where the entries stand in the texts of the pages that have a slot, in order: a code is the place, the weight there, and the entry. */
function gather(entries, slots, count) {
  const starts = new Uint32Array(count + 1);
  for (const { pages, starts: own } of entries) {
    for (let i = 0; i < pages.length; i += 1) if (slots[pages[i]] >= 0) starts[slots[pages[i]] + 1] += own[i + 1] - own[i];
  }
  for (let slot = 0; slot < count; slot += 1) starts[slot + 1] += starts[slot];
  const codes = new Float64Array(starts[count]);
  const ends = starts.slice();
  const isMixed = new Uint8Array(count);
  entries.forEach(({ pages, starts: own, places }, entry) => {
    for (let i = 0; i < pages.length; i += 1) {
      const slot = slots[pages[i]];
      if (slot < 0) continue;
      let end = ends[slot];
      for (let at = own[i]; at < own[i + 1]; at += 1) {
        codes[end] = places[at] * ENTRIES + entry;
        if (end > starts[slot] && codes[end] < codes[end - 1]) isMixed[slot] = 1;
        end += 1;
      }
      ends[slot] = end;
    }
  });
  for (let slot = 0; slot < count; slot += 1) if (isMixed[slot]) codes.subarray(starts[slot], starts[slot + 1]).sort();
  return { codes, starts };
}

/** What it is worth that terms stand in the fields of pages: the more, the more of the query a field has. A term counts once for each field. */
function scoreFields(entries, slots, count, names, all) {
  const sums = new Float64Array(count * names.length);
  const last = new Int16Array(count * names.length).fill(-1);
  for (const { pages, fieldStarts, fields, term, plain } of entries) {
    for (let i = 0; i < pages.length; i += 1) {
      const slot = slots[pages[i]];
      if (slot < 0) continue;
      for (let at = fieldStarts[i]; at < fieldStarts[i + 1]; at += 1) {
        const own = slot * names.length + (fields[at] >> 16);
        if (last[own] === term) continue;
        last[own] = term;
        sums[own] += plain;
      }
    }
  }
  const scores = new Float64Array(count);
  const weights = names.map((name) => FIELDS[name] ?? 1);
  for (let at = 0; at < sums.length; at += 1) {
    if (sums[at]) scores[Math.floor(at / weights.length)] += weights[at % weights.length] * sums[at] * (sums[at] / all) ** 2;
  }
  return scores;
}

/**
 * A function that says what the words of a text are worth, whose codes lie between two places. Where several terms meet in one word, as in
 * `state-of-the-art`, it counts for each of them, and more.
 */
function weigher(codes, entries) {
  const weights = new Float64Array(entries.length); // of all places where a word stands
  const first = []; // the entries of the words that were found
  function add(entry, weight) {
    if (!weights[entry.word]) first.push(entry);
    weights[entry.word] += weight;
  }
  const placeOf = (at) => Math.floor(codes[at] / ENTRIES / 256);
  const entryOf = (at) => entries[codes[at] % ENTRIES];
  const weightOf = (at) => Math.floor(codes[at] / ENTRIES) % 256;
  function meet(from, to) {
    const terms = new Map();
    let least = HEAVIEST;
    for (let at = from; at < to; at += 1) {
      if (terms.has(entryOf(at).term)) continue;
      terms.set(entryOf(at).term, entryOf(at));
      least = Math.min(least, weightOf(at));
    }
    for (const entry of terms.values()) add(entry, Math.min(HEAVIEST, least * terms.size));
  }
  return (from, to, length) => {
    for (let at = from; at < to;) {
      const place = placeOf(at);
      let end = at + 1;
      while (end < to && placeOf(end) === place) end += 1;
      if (end === at + 1) add(entryOf(at), weightOf(at));
      else meet(at, end);
      at = end;
    }
    let score = 0;
    for (const { word, like, says } of first) {
      const often = (weights[word] / WHOLE) * like;
      score += (says * (SATURATION + 1) * often) / (SATURATION * length + often);
      weights[word] = 0;
    }
    first.length = 0;
    return score;
  };
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
  for (const { pages, starts, places, fieldStarts, fields } of forms) {
    pages.forEach((page, i) => {
      if (!found.has(page)) found.set(page, new Set());
      const own = found.get(page);
      for (let at = starts[i]; at < starts[i + 1]; at += 1) own.add(Math.floor(places[at] / 256));
      for (let at = fieldStarts[i]; at < fieldStarts[i + 1]; at += 1) own.add(-(fields[at] >> 16) * ENTRIES - ENTRIES + (fields[at] & 0xffff));
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
