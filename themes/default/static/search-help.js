// What helps a reader of the search page on: what was meant, ways out when nothing is found, and what was searched for before.
// Earlier searches lie in the reader's own browser, and nothing depends on them: storage may be full, forbidden or hold anything.
const KEY = 'sitegen-searches'; // with the path of the site, since several sites may share an origin
const KEPT = 8;
const LONGEST = 200;
const RELATED = 6;
const LEFT_OUT = /(^|\s)-("[^"]*"|\S+)/g;
const number = new Intl.NumberFormat(document.documentElement.lang || 'en');

// Earlier searches

/** The newest searches, newest first. */
export function recent(root) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY + root.pathname));
    return Array.isArray(kept) ? kept.filter((q) => typeof q === 'string' && q.trim() && q.length <= LONGEST).slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** Keep a search; what it began with, while it was typed, gives way to it. */
export function remember(root, q) {
  if (q.length > LONGEST) return;
  const others = recent(root).filter((other) => !q.startsWith(other));
  try {
    localStorage.setItem(KEY + root.pathname, JSON.stringify([q, ...others].slice(0, KEPT)));
  } catch { /* then it is not remembered */ }
}

export function forget(root) {
  try {
    localStorage.removeItem(KEY + root.pathname);
  } catch { /* there was nothing */ }
}

export function showRecent(place, searches, ask, clear) {
  place.hidden = !searches.length;
  const items = searches.map((q) => entry(button(q, () => ask(q))));
  if (clear && items.length) items.push(entry(button('Forget these', clear, 'button-plain')));
  place.querySelector('ul').replaceChildren(...items);
}

// What was meant

/** Say what is shown instead of `q`, if `meant` is not empty. */
export function showCorrection(place, meant, q, { accept, keep } = {}) {
  place.hidden = !meant;
  if (!meant) place.replaceChildren();
  else place.replaceChildren('Showing results for ', button(meant, () => accept(meant)), '. Search instead for ', button(q, keep), '.');
}

// Nothing found

/** Tags whose names have a word of the query, those with most papers first. */
export function related(q, tags) {
  const words = q.replace(LEFT_OUT, ' ').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
  const parts = (name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const isNear = (name) => words.some((word) => parts(name).some((own) => own.startsWith(word) || (own.length > 3 && word.startsWith(own))));
  return Object.entries(tags).filter(([name]) => isNear(name)).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, RELATED);
}

/** Offer to take a filter away, each with how many papers there are then, and tags. */
export function showWays(place, ways, tags, { remove, choose } = {}) {
  place.hidden = !ways.length && !tags.length;
  place.replaceChildren(
    ...ways.map(({ name, label, papers }) => entry(button(`Without ${label} (${number.format(papers)})`, () => remove(name)))),
    ...tags.map(([name, papers]) => entry(button(`Tag: ${name} (${number.format(papers)})`, () => choose(name)))),
  );
}

function entry(child) {
  const li = document.createElement('li');
  li.append(child);
  return li;
}

function button(text, act, kind = 'button-link') {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = kind;
  made.dir = 'auto';
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
}
