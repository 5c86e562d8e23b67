// What a box offers while a reader types: entries below it, reached with the arrows. `offer` serves any box; `start` the one in the header, of
// which theme.js loads this file when a reader goes to it.
const SHOWN = 9;
const EACH = 3; // in the header: tags, authors and papers
const SHORTEST = 2; // of a shorter text nothing is offered
const PIECE = /[\p{L}\p{M}\p{N}]+/gu;
const number = new Intl.NumberFormat(document.documentElement.lang || 'en');

/** A text as it is compared: small letters without accents. */
export const fold = (text) => text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC');
export const wordsOf = (text) => fold(text).match(PIECE) ?? [];
/** Whether each of some words begins a word of a name. */
export const isMeant = (words, name) => { const own = wordsOf(name); return words.every((word) => own.some((other) => other.startsWith(word))); };
const papersOf = (n) => `${number.format(n)} ${n === 1 ? 'paper' : 'papers'}`;

/**
 * Offer entries for what is typed in `box`. `find(text)` promises them: each has a `label`, a `detail`, and an `href` to lead to or an `act` to do.
 * ↓ and ↑ lead through them and back to the box, Escape closes them. Enter in the box does what it does without them.
 */
export function offer(box, { find, name }) {
  const home = box.closest('label');
  const list = document.createElement('ul');
  const said = document.createElement('span');
  list.className = 'offers';
  list.hidden = true;
  list.setAttribute('aria-label', name);
  said.className = 'visually-hidden';
  said.setAttribute('aria-live', 'polite');
  home.after(list, said);
  let asked = 0;

  const close = () => { asked += 1; list.hidden = true; said.textContent = ''; };
  const entries = () => [...list.querySelectorAll('a, button')];

  function draw({ label, detail, href, act }) {
    const entry = document.createElement(href ? 'a' : 'button');
    if (href) entry.href = href;
    else entry.type = 'button';
    entry.tabIndex = -1; // Tab leads on; the arrows lead here
    const text = document.createElement('span');
    text.dir = 'auto';
    text.textContent = label;
    const more = document.createElement('span');
    more.className = 'count';
    more.textContent = detail;
    entry.append(text, ' ', more);
    if (act) entry.addEventListener('click', () => { box.focus(); act(); close(); });
    const item = document.createElement('li');
    item.append(entry);
    return item;
  }

  async function show() {
    asked += 1;
    const mine = asked;
    const text = box.value.trim();
    const found = text.length < SHORTEST ? [] : await find(text).catch(() => []);
    if (mine !== asked) return;
    list.replaceChildren(...found.slice(0, SHOWN).map(draw));
    list.hidden = !found.length;
    said.textContent = found.length ? `${Math.min(SHOWN, found.length)} suggestions, reached with the down arrow` : '';
  }

  box.addEventListener('input', show);
  const around = home.parentElement;
  around.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (list.hidden || event.isComposing || !(target === box || list.contains(target))) return;
    if (key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      box.focus();
      close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const at = entries().indexOf(document.activeElement);
    if (!step || (at < 0 && step < 0)) return;
    event.preventDefault();
    event.stopPropagation();
    (at + step < 0 ? box : entries()[at + step])?.focus();
  });
  around.addEventListener('focusout', ({ relatedTarget }) => { if (relatedTarget !== box && !list.contains(relatedTarget)) close(); });
  list.addEventListener('pointerdown', (event) => event.preventDefault()); // the focus stays, so that the list does
  if (box.value && document.activeElement === box) show();
}

/** Serve the box of the header. What it offers lies in one small file, which is loaded once. */
export function start(form) {
  const box = form.querySelector('input');
  const root = new URL('../', import.meta.url); // this file lies in assets/
  const at = (...names) => `${root.pathname}${names.map(encodeURIComponent).join('/')}/`;
  let loaded = null;
  const load = async () => {
    const answer = await fetch(new URL('search/suggestions.json', root));
    if (!answer.ok) throw new Error(`search/suggestions.json: ${answer.status}`);
    const { tags, authors, papers } = await answer.json();
    return [
      tags.map(([label, slug, n]) => ({ label, detail: `tag, ${papersOf(n)}`, href: at('tags', slug) })),
      authors.map(([label, slug, n]) => ({ label, detail: `author, ${papersOf(n)}`, href: at('authors', slug) })),
      papers.map(([label, slug]) => ({ label, detail: 'new paper', href: at('papers', slug) })),
    ];
  };
  const find = async (text) => {
    loaded ??= load();
    loaded.catch(() => { loaded = null; });
    const words = wordsOf(text);
    if (!words.length) return [];
    const found = (await loaded).map((kind) => kind.filter(({ label }) => isMeant(words, label)));
    return found.flatMap((kind) => kind.slice(0, EACH));
  };
  offer(box, { find, name: 'Suggestions' });
}
