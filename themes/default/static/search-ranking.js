// The order of the results that are shown. The index knows words by their stems, and neither where they stand together nor what stands in
// titles alone; the texts of what is shown are there anyway, so they are read. What is not shown yet keeps the order of the index.

const PIECE = /[\p{L}\p{M}\p{N}]+/gu;
const EXCLUDED = /(?:^|\s)-(?:"[^"]*"|\S+)/g;
const NAME = /^[^:–—]{1,40}?(?=:|\s[–—-]\s)/u; // what a title introduces: “YOLOE: Real-Time Seeing Anything”
/** How much counts beside the score of the index, which is between 0 and 1 for what is shown. */
export const WEIGHTS = { score: 0.5, name: 1, author: 1, titleWords: 0.75, titleOrder: 0.5, exact: 0.75, near: 0.75, topic: 0.5 };

const wordsOf = (text) => (text.match(PIECE) ?? []).map((word) => word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, ''));

/**
 * Put what fits the words of `q` best before. Each entry has a `score`, the `data` of its result, and `behind`: how many words of the query its
 * bundle does not know. Equal entries keep their order.
 */
export function rank(q, entries, weights = WEIGHTS) {
  const asked = [...new Set(wordsOf(q.replace(EXCLUDED, ' ')))];
  const most = Math.max(...entries.map(({ score }) => score)) || 1;
  if (!asked.length) return entries;
  const fit = (entry) => {
    const facts = { score: entry.score / most, ...evidence(asked, entry.data) };
    return Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * facts[name], 0);
  };
  const fits = new Map(entries.map((entry) => [entry, fit(entry)]));
  return [...entries].sort((a, b) => (a.behind ?? 0) - (b.behind ?? 0) || fits.get(b) - fits.get(a));
}

/** What speaks for a paper, each between 0 and 1. */
function evidence(asked, { meta, filters = {}, content = '' }) {
  const title = wordsOf(meta.title ?? '');
  const text = wordsOf(content);
  const known = new Set(text);
  const name = wordsOf(NAME.exec(meta.title ?? '')?.[0] ?? '');
  const topics = (filters.tag ?? []).map(wordsOf).filter((words) => words.every((word) => asked.includes(word)));
  const share = (isSo) => asked.filter(isSo).length / asked.length;
  const inOrder = (words) => [...words].sort().join(' ');
  return {
    author: Number((meta.authors ?? '').split(', ').some((author) => inOrder(wordsOf(author)) === inOrder(asked))), // nobody else's name
    name: Number(name.length > 0 && name.every((word) => asked.includes(word))) * Math.min(1, name.length / asked.length),
    titleWords: share((word) => title.includes(word)),
    titleOrder: asked.length < 2 ? 0 : asked.slice(1).filter((word, i) => follows(title, asked[i], word)).length / (asked.length - 1),
    exact: share((word) => known.has(word)),
    topic: Math.max(0, ...topics.map((words) => words.length)) / asked.length,
    near: nearness(asked.filter((word) => known.has(word)), text),
  };
}

function follows(words, one, other) {
  const at = words.indexOf(one);
  return at >= 0 && words.indexOf(other, at + 1) > at;
}

/** How close to each other the words stand in a text: 1 when nothing is between them, 0 when there are not two. */
function nearness(asked, text) {
  if (asked.length < 2) return 0;
  const last = new Map();
  let least = Infinity;
  text.forEach((word, at) => {
    if (!asked.includes(word)) return;
    last.set(word, at);
    if (last.size === asked.length) least = Math.min(least, at - Math.min(...last.values()) + 1);
  });
  return least === Infinity ? 0 : asked.length / least;
}
