// The search page. What is searched is the work of search-index.js; the index is loaded when it is first wanted.
const root = new URL('../', import.meta.url);
const PAGE = 10; // each result shown is a request
const FEW = 3; // with fewer results, the last word may not be finished
const ALL = ''; // stands for all filters
const LATE = 200; // milliseconds after which a page is taken for one that draws nothing
const REMEMBERED = 1500; // milliseconds after which a query that was typed counts as asked

const $ = (id) => document.getElementById(id);
const form = $('search');
const box = $('q');
const list = $('search-results');
const status = $('search-status');
const more = $('search-more');
const clear = $('search-clear');
const notice = $('search-notice');
const noticeText = $('search-notice-text');
const idle = status.textContent;
const fields = form.elements;
const toggle = $('filters-toggle');
const number = new Intl.NumberFormat(document.documentElement.lang || 'en');

/** What is asked for: quotes as phones write them, ligatures and soft hyphens of copied texts are those of a keyboard. Signs alone ask for nothing. */
function typedQuery() {
  const q = box.value.replace(/[“”„‟«»]/g, '"').replace(/[\u00ad\u200b]/g, '').replace(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize('NFKC')).trim();
  return /[\p{L}\p{N}]/u.test(q) ? q : '';
}

/** Load another file of this page: its address changes with its content. */
const part = (name) => import(new URL(form.dataset[name], location));
const parts = ['view', 'help', 'filters', 'saved', ...(fields.author ? ['authors', 'suggest'] : [])].map(part);
const store = await import(new URL($('library-script').dataset.store, location));
const [{ item, LABELS }, help, { openFilters, FACETS, COUNTED }, saved, { openAuthors } = {}, suggest] = await Promise.all(parts);

let engine = null; // the promise of an index that is ready
const counted = new Set(); // filters that a reader looked at: answers count their values
let run = 0; // the newest search; answers to older ones are dropped
let found = [];
let shown = 0;
let isExact = false; // whether the query is meant as it was typed
let settled; // the timer of a query that is being typed
let askedAuthor = ''; // the author of the newest search
let kept = new Set(); // the papers that the reader saved, as far as they were asked for

const authors = fields.author && openAuthors(fields.author, {
  suggest,
  load,
  request: async (index) => { await filters.prepare(index); return request('author'); },
  changed: () => search({ push: true }),
});
const filters = openFilters(form, {
  labels: LABELS,
  narrow: (text, index) => authors?.filtersFor(text, index) ?? {},
  saved: () => { kept = saved.savedPapers(store, root); return new Set([...kept].map(saved.shortName)); },
});
const { active } = filters;

// Loading

function load() {
  engine ??= (async () => {
    const names = ['index', 'files', 'match', 'stems', 'spelling', 'ranking'];
    const [{ openIndex }, files, match, stems, spelling, { rank }] = await Promise.all(names.map(part));
    const index = { ...spelling, rank };
    Object.assign(index, await openIndex(root, { files, match, stems }, document.documentElement.lang));
    if (!active().length && !typedQuery()) filters.fill(index.filters, {}, index);
    await index.load();
    index.count([...counted]).catch(() => {}); // what is found does not wait for it
    return index;
  })();
  engine.catch(reload);
  return engine;
}

/** Load the index before it is asked, unless the reader pays for what is loaded. */
function warm() {
  if (!navigator.connection?.saveData) load().catch(() => {});
}

/** Forget the index, so that it is opened anew: a publish may have put other bundles in the place of those that it knows. */
function reload() {
  engine = null;
}

/** Count the values of a filter from now on. What nobody looks at is not loaded. */
async function count(field) {
  if (!Object.hasOwn(COUNTED, field ?? '') || counted.has(COUNTED[field])) return;
  const name = COUNTED[field];
  counted.add(name);
  const index = await load();
  await index.count([name]);
  const mine = run;
  if (!active().length && !typedQuery()) return;
  const answer = await index.search(...request());
  if (mine === run) await countAll(index, answer, typedQuery(), mine);
}

// State: the form, and the address that restores it

function read() {
  const query = new URLSearchParams(location.search);
  box.value = query.get('q') ?? '';
  filters.read(query);
  isExact = query.get('exact') === 'yes';
}

function write(push) {
  const query = new URLSearchParams();
  const q = box.value.trim();
  if (q) query.set('q', q);
  filters.write(query);
  if (isExact && q) query.set('exact', 'yes');
  const address = location.pathname + (query.size ? `?${query}` : '');
  if (address === location.pathname + location.search) return;
  history[push ? 'pushState' : 'replaceState'](null, '', address);
}

// Searching

const request = (without, q = typedQuery()) => [q, filters.options(without)];

/** For each filter that is set, the counts of its values if it were not. */
async function ownCounts(index, q) {
  const names = active().filter((name) => Object.values(COUNTED).includes(name));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await index.tally(...request(name, q)))[name]])));
}

/** Until the results that were put on the page can be seen. */
const seen = () => new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, LATE); // a page that nobody looks at draws no frames
});

/** Search for what the form says. `typed`: a key was pressed; `push`: remember it in the history; `again`: try anew after a failure. */
async function search({ push = false, typed = false, again = true } = {}) {
  const mine = ++run;
  if (typed) isExact = false;
  if (!typed) write(push);
  clearTimeout(settled);
  const chosen = active();
  askedAuthor = filters.value('author');
  clear.hidden = !chosen.length;
  toggle.lastElementChild.textContent = chosen.length ? ` (${chosen.length})` : '';
  const q = typedQuery();
  try {
    const index = await load();
    await Promise.all([filters.prepare(index), index.preload(q)]);
    if (mine !== run) return; // of keys that come faster than answers, the last one counts
    if (!q && !chosen.length && !fields.sort.value) {
      filters.fill(index.filters, {}, index);
      notice.hidden = true;
      reset();
      write(false);
      return;
    }
    const { answer, asked } = await ask(index, q, typed);
    if (mine !== run) return;
    const isRare = answer.results.length < FEW && asked && (await index.papersOf(asked)) < FEW; // and it is not the filters alone
    const unfinished = isRare ? await guess(index, asked, answer.results) : [];
    if (mine !== run) return;
    notice.hidden = true;
    found = answer.results.concat(unfinished);
    const items = await render(0, PAGE, fields.sort.value ? '' : asked, index);
    if (mine !== run) return;
    const isShort = items.length < Math.min(found.length, PAGE) || !found.length;
    if (isShort && again && !(await index.isCurrent())) throw new Error('the site was published anew');
    const ways = found.length ? [] : await without(index, asked);
    if (mine !== run) return;
    list.replaceChildren(...items);
    help.showCorrection($('search-correction'), asked === q ? '' : asked, q, { accept, keep });
    help.showWays($('search-ways'), ways, found.length ? [] : help.related(q, index.filters.tag ?? {}), { remove, choose: only });
    help.showRecent($('search-recent'), [], accept);
    shown = items.length;
    more.hidden = shown >= found.length;
    await restore(mine);
    if (mine !== run) return;
    say(found.length, asked, ways.length);
    const isAsked = () => mine === run && found.length && help.remember(root, q);
    if (q) settled = setTimeout(isAsked, typed ? REMEMBERED : 0);
    await seen(); // results first, and then the address, and what else is counted
    if (mine !== run) return;
    write(false);
    await countAll(index, answer, asked, mine);
  } catch (error) {
    if (mine !== run) return;
    reload();
    if (again) {
      search({ push, again: false });
      return;
    }
    console.warn(error);
    reset();
    status.textContent = 'Search is not available.';
    tell(location.protocol === 'file:'
      ? 'The search index cannot be read from a file. Open this site through a web server, such as the one of “sitegen serve”.'
      : 'The search index could not be loaded. It may not be built yet, or the connection failed.');
  }
}

/** Put the numbers of the filters right, by an answer. */
async function countAll(index, answer, q, mine) {
  const [counts, own] = await Promise.all([answer.tally(), ownCounts(index, q)]);
  if (mine === run) filters.fill(counts, own, index);
}

/** Search for `q`, or for what it was meant for when it has a typing error: `asked`. */
async function ask(index, q, isTyping) {
  const answers = async (query) => ({ answer: await index.search(...request(undefined, query)), asked: query });
  const asTyped = await answers(q);
  const mended = q && !isExact ? await index.correct(index, q, isTyping) : '';
  if (!mended) return withoutMissing(index, asTyped, answers, isTyping);
  const meant = await answers(mended);
  return meant.answer.results.length ? meant : asTyped;
}

/** Where no paper has a word of the query, nor anything like it, the answer to the other words; without any, nothing. */
async function withoutMissing(index, asTyped, answers, isTyping) {
  const { answer, asked: q } = asTyped;
  const missing = q ? await index.missing(index, q, answer.results, isTyping) : [];
  if (!missing.length) return asTyped;
  const rest = q.split(/\s+/).filter((word) => !missing.includes(word)).join(' ');
  const fewer = rest && !isExact ? await answers(rest) : null;
  return fewer?.answer.results.length ? fewer : { ...asTyped, answer: { ...answer, results: [], tally: () => ({}) } };
}

/** For each filter that is set, how many papers there are without it, where there are any; else how many without all of them. */
async function without(index, q) {
  const count = async (name) => ({ name, label: `“${filters.label(name)}”`, papers: (await index.search(...request(name, q))).results.length });
  const ways = (await Promise.all(active().map(count))).filter(({ papers }) => papers);
  if (ways.length || active().length < 2) return ways;
  const { results } = await index.search(q);
  return results.length ? [{ name: ALL, label: 'any filter', papers: results.length }] : [];
}

// What the help asks for

function accept(q) {
  box.value = q;
  isExact = false;
  box.focus();
  search({ push: true });
}

function keep() {
  isExact = true;
  box.focus();
  search({ push: true });
}

function remove(name) {
  if (name === ALL) FACETS.forEach(filters.unset);
  else filters.unset(name);
  box.focus();
  search({ push: true });
}

/** Show the papers of a tag, whatever else was asked. */
function only(tag) {
  box.value = '';
  FACETS.forEach(filters.unset);
  filters.choose('tag', tag);
  search({ push: true });
}

// A word that is not finished may match nothing, since the index knows words by their stems: “contrasti” is no beginning of “contrast”.
// So when little is found, the last word is shortened, letter by letter, and what it finds then comes behind.
async function guess(index, q, exact) {
  const [, before, last] = /^(.*?)([\p{L}\p{N}]+)$/u.exec(q) ?? [];
  if (!last || last.length < 5 || /(?:^|\s)-\S*$/.test(q)) return []; // what is left out is left out
  const known = new Set(exact.map((result) => result.id));
  const least = index.headOf(last).length;
  let best = [];
  for (let length = last.length - 1; length >= least; length -= 1) {
    const [, options] = request();
    const shorter = before + last.slice(0, length);
    const answer = await index.search(shorter, options);
    if ((await index.missing(index, shorter, answer.results)).length) break;
    const more = answer.results.filter((result) => !known.has(result.id));
    if (more.length > best.length) best = more.slice(0, PAGE);
    if (best.length + exact.length >= FEW) break;
  }
  return best;
}

function reset() {
  found = [];
  shown = 0;
  list.replaceChildren();
  more.hidden = true;
  status.textContent = idle;
  help.showCorrection($('search-correction'), '');
  help.showWays($('search-ways'), [], []);
  help.showRecent($('search-recent'), typedQuery() ? [] : help.recent(root), accept, () => { help.forget(root); reset(); box.focus(); });
}

function tell(text) {
  noticeText.textContent = text;
  notice.hidden = false;
}

function say(n, q, ways) {
  const about = q ? ` for “${q}”` : '';
  status.textContent = n ? `${number.format(n)} ${n === 1 ? 'paper' : 'papers'}${about}` : `No papers${about}`;
  if (!n && fields.saved.checked && !kept.size) tell('You have saved no papers yet. Every paper has a button for it, in lists and on its page.');
  else if (!n) tell(ways ? 'There are papers with fewer filters:' : 'Try fewer or other words, or only the beginning of a word.');
}

// Results

/** Make the entries of some results; those for `q`, where it is given, with the best first. */
async function render(from, to, q, index) {
  const results = found.slice(from, to);
  const texts = await Promise.all(results.map((result) => result.data().catch(() => null)));
  let entries = results.map((result, i) => ({ ...result, data: texts[i] })).filter(({ data }) => data);
  if (fields.saved.checked) entries = entries.filter(({ data }) => kept.has(data.url.split('/').at(-2))); // a short name may be that of two papers
  if (q) entries = index.rank(q, entries);
  return entries.map(({ data, counts }) => item(data, root, counts));
}

/** Show as much as before the reader followed a result, and the place where that was. */
async function restore(mine) {
  if (!history.state) return;
  const { shown: most = 0, scroll = 0 } = history.state;
  history.replaceState(null, '');
  if (!scroll && most <= PAGE) return;
  while (mine === run && shown < Math.min(most, found.length)) await showMore(false);
  if (mine === run) scrollTo(0, scroll);
}

async function showMore(isAsked = true) {
  const mine = run;
  const items = await render(shown, shown + PAGE);
  if (mine !== run) return;
  list.append(...items);
  shown += PAGE;
  more.hidden = shown >= found.length;
  if (isAsked) items[0]?.querySelector('a').focus();
}

// Events

form.addEventListener('submit', (event) => {
  event.preventDefault();
  search({ push: true });
});

box.addEventListener('input', () => search({ typed: true }));
for (const other of document.querySelectorAll('.site-search input')) {
  // The box in the header does the same as the one on the page.
  other.addEventListener('input', () => { box.value = other.value; search({ typed: true }); });
  other.addEventListener('focus', warm, { once: true });
}
for (const other of document.querySelectorAll('.site-search')) {
  other.addEventListener('submit', (event) => { event.preventDefault(); search({ push: true }); });
}
box.addEventListener('focus', warm, { once: true });

for (const event of ['focusin', 'pointerover']) {
  $('filters').addEventListener(event, ({ target }) => count(target.closest('label')?.control.name).catch(() => {}));
}

$('filters').addEventListener('change', (event) => {
  if (event.target === fields.author) return; // the focus may be on its way to what is offered
  filters.agree(event.target.name);
  search({ push: true });
});

for (const event of ['focusout', 'input']) {
  fields.author?.closest('.filter-author').addEventListener(event, ({ currentTarget, relatedTarget }) => {
    const isLeft = event === 'focusout' && !currentTarget.contains(relatedTarget);
    if ((isLeft || !fields.author.value) && filters.value('author') !== askedAuthor) search({ push: true });
  });
}

toggle.addEventListener('click', () => {
  const isOpen = $('filters').toggleAttribute('data-open');
  toggle.ariaExpanded = String(isOpen);
});

clear.addEventListener('click', () => {
  FACETS.forEach(filters.unset);
  box.focus();
  search({ push: true });
});

more.addEventListener('click', () => showMore());
addEventListener('pagehide', () => {
  write(false); // of what was typed just now
  if (shown) history.replaceState({ shown, scroll: scrollY }, '');
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && list.contains(document.activeElement)) box.focus();
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.isComposing) return;
  const links = [...list.querySelectorAll('.card-title a')];
  const at = links.indexOf(document.activeElement);
  if (at < 0 && (document.activeElement?.name !== 'q' || step < 0)) return;
  const target = at + step < 0 ? box : links[at + step];
  if (!target) return;
  event.preventDefault();
  target.focus();
});

addEventListener('popstate', () => {
  read();
  search();
});

read();
if (typedQuery() || active().length || fields.sort.value) {
  status.textContent = 'Searching…';
  search();
} else {
  reset();
  if (matchMedia('(hover: hover)').matches) box.focus();
  (window.requestIdleCallback ?? setTimeout)(warm);
}
