// What a query with a typing error may have been meant for. The words that are offered are those of titles, authors and tags; their lists are
// loaded when a word of a query is in no paper, or when no paper has all of its words.
const SHORTEST = 4; // a shorter word is taken as it is
const ALIKE = 0.6; // of the letters of a word
const LOOKED_AT = 10; // results in which forms of a word are looked for
const LONG = 7; // such words may have two errors
const WORDS = 12; // of a longer query, only these are looked at
const TRIED = 10; // so many words are tried in the place of one
const JOINED = /[\p{L}\p{N}][^\p{L}\p{M}\p{N}]+[\p{L}\p{N}]/u;
const SIGNS = /[^\p{L}\p{M}\p{N}]+/gu;
const PIECE = /[\p{L}\p{M}\p{N}]+/gu;

const lists = new WeakMap(); // index → the promise of its words

/**
 * The words of some lists, each with how common it is. A capital says what a word shares with the one before, a digit how common it is (1 where
 * there is none), small letters are the rest.
 */
export function decode(texts) {
  const words = new Map();
  for (const text of texts) {
    let word = '';
    for (const [, shared, common, rest] of text.matchAll(/([A-Z])(\d?)([^A-Z]*)/g)) {
      word = word.slice(0, shared.charCodeAt(0) - 65) + rest;
      words.set(word, Math.max(words.get(word) ?? 0, Number(common || 1)));
    }
  }
  return words;
}

/** A word as the lists have it. */
export const fold = (word) => word.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC');

/** How many letters are left out, put in, changed, or swapped with the next between two words; `limit` + 1 when it is more than `limit`. */
export function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** The words nearest to `word`, nearest first, and of those that are as near the commonest. */
export function nearest(word, words) {
  const limit = word.length < LONG ? 1 : 2;
  const found = [];
  for (const [other, common] of words) {
    const far = other === word ? 0 : distance(word, other, limit);
    if (!far || far > limit) continue;
    const isEnding = other.startsWith(word) || word.startsWith(other); // the index knows words by their stems
    found.push({ other, cost: far * 6 - common - (other[0] === word[0] ? 2 : 0) + (isEnding ? 4 : 0) });
  }
  return found.sort((a, b) => a.cost - b.cost || (a.other < b.other ? -1 : 1)).slice(0, TRIED).map(({ other }) => other);
}

/**
 * A query that finds papers and is near to `q`, or an empty string when `q` is good as it is. With `isTyping`, its last word may not be
 * finished. What stands in quotes is meant as it stands, and so is a query that leaves words out.
 */
export async function correct(index, q, isTyping = false) {
  if (/"|(?:^|\s)-\S/.test(q)) return '';
  const parted = await part(index, q, isTyping);
  if (parted !== q) return (await correct(index, parted, isTyping)) || parted;
  const pieces = [...q.matchAll(PIECE)].map(({ 0: text, index: at }) => ({ text, at, word: fold(text) })).slice(0, WORDS);
  const long = pieces.filter(({ word }) => word.length >= SHORTEST && !/^\p{N}+$/u.test(word));
  const [counts, papers] = await Promise.all([index.known(long.map(({ text }) => text)), index.papersOf(q)]);
  const unknown = long.filter((_, i) => !counts[i]);
  const isLast = (piece) => isTyping && piece === pieces.at(-1) && q.endsWith(piece.text);
  if (papers && unknown.every(isLast)) return '';
  if (!lists.has(index)) lists.set(index, index.wordLists().then(decode));
  const words = await lists.get(index);
  const isBegun = ({ word }) => [...words.keys()].some((other) => other.startsWith(word));
  const wrong = unknown.filter((piece) => !isBegun(piece));
  if (wrong.length) return mend(index, q, wrong, words);
  return papers || long.length < 2 ? '' : mendOne(index, q, long, words);
}

/** A query in whose words signs became spaces, where the index knows no such word: `author:title` is one word to it. */
async function part(index, q, isTyping) {
  const whole = q.split(/\s+/).slice(0, isTyping ? -1 : undefined).filter((text) => JOINED.test(text)).slice(0, WORDS);
  const counts = whole.length ? await index.known(whole) : [];
  return whole.filter((_, i) => !counts[i]).reduce((text, word) => text.replace(word, word.replace(SIGNS, ' ').trim()), q);
}

/** The beginning that another word must share, to be taken for a form of this one. */
export const headOf = (word) => word.slice(0, Math.max(SHORTEST, Math.ceil(word.length * ALIKE)));

/**
 * The words of a query that no paper has, nor anything like them: for those the index answers with whatever begins with the same few letters.
 * `results` is what it answers; with `isTyping`, the last word may not be finished.
 */
export async function missing(index, q, results, isTyping = false) {
  if (/"|(?:^|\s)-\S/.test(q)) return [];
  const words = q.split(/\s+/).filter((word) => (word.match(PIECE) ?? []).join('').length >= SHORTEST).slice(0, WORDS);
  const counts = await index.known(words);
  const unknown = words.filter((word, i) => !counts[i] && !(isTyping && q.endsWith(word)));
  if (!unknown.length) return [];
  const texts = await Promise.all(results.slice(0, LOOKED_AT).map((result) => result.data().catch(() => null)));
  const found = texts.filter(Boolean).flatMap(({ meta, content = '', locations = [] }) => {
    const all = content.split(/\s+/);
    return [meta.authors ?? '', ...locations.map((place) => all[place] ?? '')].flatMap((text) => [text, ...(text.match(PIECE) ?? [])]).map(plain);
  });
  return unknown.filter((word) => !found.some((other) => other.startsWith(headOf(plain(word)))));
}

const plain = (text) => (fold(text).match(PIECE) ?? []).join('');

const put = (q, { text, at }, word) => q.slice(0, at) + word + q.slice(at + text.length);

/** Put the nearest word into the place of each wrong one; of several, the one that stands with the others in a paper. */
async function mend(index, q, wrong, words) {
  let mended = q;
  for (const piece of wrong.toReversed()) { // from the end, so that places stay
    const tried = nearest(piece.word, words);
    if (!tried.length) continue;
    const others = wrong.filter((other) => other.at < piece.at);
    const rest = (word) => others.reduceRight((text, other) => put(text, other, ''), put(mended, piece, word));
    const counts = await Promise.all(tried.map((word) => index.papersOf(rest(word))));
    mended = put(mended, piece, tried[Math.max(0, counts.findIndex(Boolean))]);
  }
  return mended === q ? '' : mended;
}

/** All words are known, and no paper has them all: change the one word with which there are papers. */
async function mendOne(index, q, pieces, words) {
  const tries = pieces.flatMap((piece) => nearest(piece.word, words).map((word) => put(q, piece, word)));
  const counts = await Promise.all(tries.map((query) => index.papersOf(query)));
  return tries[counts.findIndex(Boolean)] ?? '';
}
