// Papers of an author: what a reader types is any names that it may be the beginning of. The index has names by the initials of the family
// name, since there are thousands; those that are wanted are loaded alone.
const FILTER = 'author-';
const OTHER = 'other'; // initials that are no letter from a to z

/** Serve what is typed in `box`, with `suggest` for the module that offers. `request` gives a query without its author, as the index wants it. */
export function openAuthors(box, { suggest, load, request, changed }) {
  const { offer, wordsOf, isMeant } = suggest;

  /** The names that `text` may mean, by the filter that has them: of `n` names one that is written just so is meant alone. */
  async function namesFor(text, index) {
    const words = wordsOf(text);
    const filters = [...new Set(words.map(([initial]) => FILTER + (/[a-z]/.test(initial) ? initial : OTHER)))];
    const all = filters.length ? await index.values(filters) : {};
    const whole = words.join(' ');
    const found = filters.map((filter) => [filter, Object.keys(all[filter] ?? {}).filter((name) => isMeant(words, name))]);
    const same = found.map(([filter, names]) => [filter, names.filter((name) => wordsOf(name).join(' ') === whole)]);
    return (same.some(([, names]) => names.length) ? same : found).filter(([, names]) => names.length);
  }

  /** What `text` narrows a search to, as Pagefind's filters. */
  async function filtersFor(text, index) {
    const found = await namesFor(text, index);
    if (!found.length) return { [FILTER + OTHER]: '-' }; // nobody's name
    return found.length === 1 ? { [found[0][0]]: { any: found[0][1] } } : { any: found.map(([filter, names]) => ({ [filter]: { any: names } })) };
  }

  /** The names that are offered, with how many papers there are; those of most papers first. */
  async function find(text) {
    const index = await load();
    const found = await namesFor(text, index);
    if (!found.length) return [];
    const filters = found.map(([filter]) => filter);
    const [q, options] = await request(index);
    const counts = await index.tally(q, options);
    const known = filters.some((filter) => counts[filter]) ? counts : await index.values(filters);
    const papers = new Map(found.flatMap(([filter, names]) => names.map((name) => [name, known[filter]?.[name] ?? 0])));
    const sorted = [...papers].filter(([, n]) => n).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return sorted.map(([name, n]) => ({ label: name, detail: `(${n})`, act: () => { box.value = name; changed(); } }));
  }

  offer(box, { find, name: 'Authors' });
  return { filtersFor };
}
