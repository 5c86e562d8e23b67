// Buttons to save, mark as read and hide a paper, on cards and on the page of a paper; to follow a tag or an author. What is kept is the work of
// library-store.js. Notes, and the pages of the library, have modules of their own, which are loaded when they are wanted.
const script = document.getElementById('library-script');
const page = document.querySelector('[data-library-page]');
const load = (name) => import(new URL(script.dataset[name] ?? page.dataset[name], location));
const checks = await load('store');
const { openStore, checkPaper, isSlug } = checks;

const root = new URL('../', import.meta.url); // this file lies in assets/
const store = openStore(root.pathname);

const ICONS = {
  save: 'M6.5 3.75h11v16.5L12 16.4l-5.5 3.85z',
  read: 'M4.5 12.5l5 5 10-11',
  hide: 'M4 4l16 16M10 6.2a9.6 9.6 0 0 1 2-.2c5.5 0 8.5 6 8.5 6a15 15 0 0 1-2.6 3.3M6.3 8A14.6 14.6 0 0 0 3.5 12S6.5 18 12 18c1.5 0 2.8-.4 3.9-1',
  note: 'M4.5 19.5l1-4.5L16 4.5 19.5 8 9 18.5z',
  follow: 'M12 5v14M5 12h14',
};
const WORDS = { save: 'Save', read: 'Read', hide: 'Hide', note: 'Note' };
const HINTS = { save: 'Save to your library', read: 'Mark as read', hide: 'Hide from lists', note: 'Note and own tags' };
const SAID = {
  save: ['Saved to your library', 'Removed from your library'],
  read: ['Marked as read', 'Marked as unread'],
  hide: ['Hidden from lists', 'Shown again'],
};
const FIELD = { save: 'saved', read: 'read', hide: 'hidden' };
const LISTED = '.titles li, .ranking > li, .related-papers > li';

// Pieces

/** An element with properties and children; text is only ever text. */
function make(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function makeButton(icon, ...children) {
  const svg = `<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false"><path d="${ICONS[icon]}"/></svg>`;
  const button = make('button', { type: 'button', innerHTML: svg });
  button.append(...children);
  return button;
}

function makeBar() {
  const bar = make('div', { className: 'library-bar', role: 'group' });
  for (const [act, word] of Object.entries(WORDS)) {
    const button = makeButton(act, make('span', { textContent: word }));
    button.dataset.act = act;
    button.title = HINTS[act];
    if (act === 'note') button.ariaHasPopup = 'dialog';
    bar.append(button);
  }
  return bar;
}

function makeFollow(address, name) {
  const button = makeButton('follow', make('span', { className: 'visually-hidden', textContent: `${name}: ` }), make('span'));
  Object.assign(button.dataset, { follow: address, name });
  return button;
}

/** A tag or an author as an entry of a list, with the button to follow. */
function followEntry(address, name) {
  const link = make('a', { href: `${root.pathname}${address}/`, dir: 'auto', textContent: name });
  return make('li', {}, link, make('div', { className: 'library-bar' }, makeFollow(address, name)));
}

/** Do `work` for each item, a few at once; the answers are in the order of the items. */
async function each(items, work) {
  const waiting = [...items.entries()];
  const done = [];
  const run = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) done[next[0]] = await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: 4 }, run));
  return done;
}

// Papers as pages show them

function nameBelow(folder, path = '') {
  const start = `${root.pathname}${folder}/`;
  const slug = path.startsWith(start) ? path.slice(start.length).replace(/\/$/, '') : '';
  return isSlug(slug) ? slug : '';
}

/** The slug of the paper that a link leads to, or empty text. */
const slugOf = (link) => nameBelow('papers', link?.pathname);
const named = (folder) => (node) => [node.textContent.trim(), nameBelow(folder, (node.closest('a') ?? node.querySelector('a'))?.pathname)];
const outer = (node) => [...node.querySelectorAll('a[href^="http"]')].find((link) => link.origin !== location.origin)?.href;

function paperOfCard(card) {
  return checkPaper({
    title: card.dataset.plain || card.querySelector('.card-title a').textContent,
    authors: [...card.querySelectorAll('.authors .author')].map(named('authors')),
    more: Number(/(\d+) (?:more|authors?)$/.exec(card.querySelector('.authors')?.textContent.trim())?.[1] ?? 0),
    date: (card.querySelector('time') ?? card.closest('section, main')?.querySelector(':is(h1, h2) time'))?.dateTime,
    tags: [...card.querySelectorAll('a.tag')].map(named('tags')),
    link: outer(card),
  });
}

/** What the page of a paper says of it, be it this page or one that was fetched. */
function paperOfPage(from) {
  const main = from.querySelector('main');
  const meta = (name) => [...from.querySelectorAll(`meta[name="${name}"]`)].map((node) => node.content);
  const pages = new Map([...main.querySelectorAll('a[href*="/authors/"]')].map(named('authors')));
  const names = [...main.querySelectorAll('.names li')].map((node) => node.textContent.trim());
  return checkPaper({
    title: from.querySelector('meta[property="og:title"]')?.content,
    authors: names.slice(0, 6).map((name) => [name, pages.get(name) ?? '']),
    more: Math.max(0, names.length - 6),
    date: meta('citation_publication_date')[0]?.replaceAll('/', '-') ?? main.querySelector('time')?.dateTime,
    tags: [...main.querySelectorAll('a.tag')].map(named('tags')).filter(([, slug]) => slug),
    link: outer(main),
  });
}

/** Read a page of this site; null when there is none. */
async function fetchPage(address, settings) {
  const answer = await fetch(new URL(address, root), settings).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
}

/** A paper of this site, read from its page; null when there is none. */
async function fetchPaper(slug) {
  const found = isSlug(slug) ? await fetchPage(`papers/${slug}/`) : null;
  return found?.querySelector('main') ? paperOfPage(found) : null;
}

// What is shown

const cards = () => document.querySelectorAll('main .card');
const places = () => document.querySelectorAll('.library-bar[data-slug]');

function decorate(card, bar) {
  const title = card.querySelector('.card-title');
  const slug = slugOf(title?.querySelector('a'));
  if (!slug || card.dataset.slug) return;
  card.dataset.slug = slug;
  const own = bar.cloneNode(true);
  own.ariaLabel = title.textContent.trim();
  card.append(own);
}

function show(node) {
  const paper = store.library.papers.get(node.dataset.slug);
  for (const [act, name] of Object.entries(FIELD)) {
    node.toggleAttribute(`data-${name}`, Boolean(paper?.[name]));
    if (name === 'hidden') node.closest('.cards > li')?.toggleAttribute('data-hidden', Boolean(paper?.hidden));
    node.querySelector(`[data-act="${act}"]`)?.setAttribute('aria-pressed', String(Boolean(paper?.[name])));
  }
  node.toggleAttribute('data-noted', Boolean(paper?.note || paper?.labels.length));
}

/** Say how many papers of a list are hidden, and let them be seen. */
function fold(list) {
  const count = list.dataset.all === undefined ? list.querySelectorAll(':scope > li > .card[data-hidden]').length : 0;
  let line = list.previousElementSibling?.matches('.folded') ? list.previousElementSibling : null;
  if (!count) {
    line?.remove();
    return;
  }
  if (!line) {
    const button = make('button', { type: 'button', onclick: () => { list.toggleAttribute('data-unfolded'); fold(list); } });
    line = make('p', { className: 'folded' }, make('span'), ' ', button);
    list.before(line);
  }
  const isOpen = list.hasAttribute('data-unfolded');
  line.firstChild.textContent = `${count} hidden ${count === 1 ? 'paper' : 'papers'}`;
  line.lastChild.textContent = isOpen ? 'Fold' : 'Show hidden';
  line.lastChild.ariaExpanded = String(isOpen);
}

function refresh() {
  const { papers, follows } = store.library;
  const bar = makeBar();
  for (const card of cards()) {
    decorate(card, bar);
    show(card);
  }
  places().forEach(show);
  document.querySelectorAll('main .cards').forEach(fold);
  for (const entry of document.querySelectorAll(LISTED)) {
    const paper = papers.size && papers.get(slugOf(entry.querySelector('a')));
    for (const name of ['saved', 'read']) entry.toggleAttribute(`data-${name}`, Boolean(paper?.[name]));
  }
  for (const button of document.querySelectorAll('button[data-follow]')) {
    const isSet = follows.has(button.dataset.follow);
    button.ariaPressed = String(isSet);
    button.lastChild.textContent = isSet ? 'Following' : 'Follow';
  }
}

const toast = make('div', { className: 'toast', ariaLive: 'polite' });
let fading = 0;

/** Say something for a while, with a way back. */
function tell(message, undo) {
  clearTimeout(fading);
  toast.replaceChildren(make('p', { textContent: message }));
  if (undo) toast.append(make('button', { type: 'button', textContent: 'Undo', onclick: () => { toast.replaceChildren(); undo(); } }));
  const fade = () => {
    if (toast.matches(':hover, :focus-within')) fading = setTimeout(fade, 2_000);
    else toast.replaceChildren();
  };
  fading = setTimeout(fade, 7_000);
}

// What a reader does

/** Change the library, and say what came of it. */
function change(edit, said, undo) {
  const outcome = store.change(edit);
  if (outcome === 'full') tell('The storage of this browser is full: nothing was changed. Export your library, and remove some papers.');
  else tell(outcome === 'off' ? `${said}, until you leave this page: this browser keeps nothing.` : said, undo);
  return outcome;
}

const given = (paper) => Object.fromEntries(Object.entries(paper).filter(([, value]) => value && value.length !== 0));
const facts = ({ authors, more, tags, date, link }) => ({ authors, more, tags, date, link });
/** Only what is saved is kept whole. */
const lean = (paper) => (paper.saved ? paper : { ...paper, authors: [], more: 0, tags: [], link: '' });

/** A paper as the library has it, and as the page shows it where the library knows less. */
function paperOf(node) {
  const seen = node.matches('.card') ? paperOfCard(node) : paperOfPage(document);
  return seen && { ...seen, ...given(store.library.papers.get(node.dataset.slug) ?? {}) };
}

function toggle(node, act) {
  const { slug } = node.dataset;
  const seen = paperOf(node);
  if (!seen) return;
  const isOn = !seen[FIELD[act]];
  const next = act === 'hide' && isOn && node.contains(document.activeElement) ? neighbour(node) : null;
  const edit = ({ papers }) => papers.set(slug, lean({ ...seen, ...papers.get(slug), ...facts(seen), [FIELD[act]]: isOn ? Date.now() : 0 }));
  const outcome = change(edit, SAID[act][isOn ? 0 : 1], () => toggle(node, act));
  next?.focus();
  if (outcome !== 'full' && act === 'save' && isOn && !seen.authors.length && !seen.tags.length) complete(slug);
}

/** A paper of which a list said little is looked up on its page. */
async function complete(slug) {
  const paper = await fetchPaper(slug);
  if (paper) store.change(({ papers }) => { if (papers.get(slug)?.saved) papers.set(slug, { ...papers.get(slug), ...facts(paper) }); });
}

/** The title of the card to go to when this one folds away. */
function neighbour(node) {
  const all = [...cards()];
  const at = all.indexOf(node);
  const isOpen = (card) => card.checkVisibility();
  return (all.slice(at + 1).find(isOpen) ?? all.slice(0, at).findLast(isOpen))?.querySelector('.card-title a');
}

async function note(node) {
  const { editNote } = await load('note');
  editNote(node.dataset.slug, paperOf(node), { store, change, checks });
}

function follow({ dataset }) {
  const { follow: address, name } = dataset;
  const isOn = !store.library.follows.has(address);
  const edit = ({ follows }) => { if (isOn) follows.set(address, { name, since: Date.now() }); else follows.delete(address); };
  change(edit, isOn ? `You follow ${name}` : `You no longer follow ${name}`);
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('button[data-act], button[data-follow]');
  const node = button?.closest('[data-slug]');
  if (button?.dataset.follow) follow(button);
  else if (node && button.dataset.act === 'note') note(node);
  else if (node) toggle(node, button.dataset.act);
});

// Begin

document.body.append(toast);
for (const place of places()) place.append(...makeBar().children);
for (const place of document.querySelectorAll('.library-bar[data-follow]')) {
  place.append(makeFollow(place.dataset.follow.replace(/^\/|\/$/g, ''), place.dataset.name));
}
refresh();
store.follow(refresh);
const observer = new MutationObserver(refresh);
for (const list of document.querySelectorAll('main .results')) observer.observe(list, { childList: true });
delete document.documentElement.dataset.hold;
if (page) (await load('libraryPage')).start(page, { store, root, load, checks, make, each, followEntry, change, refresh, fetchPage, fetchPaper, slugOf });
