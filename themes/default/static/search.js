// The search page. What is searched is the work of search-index.js; the index is loaded when it is first wanted.
const root = new URL('../', import.meta.url);
const PAGE = 10; // each result shown is a request
const FEW = 3; // with fewer results, the last word may not be finished
const SELECTS = ['tag', 'year', 'month', 'day'];
const FACETS = [...SELECTS, 'code'];
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
const language = document.documentElement.lang || 'en';
const number = new Intl.NumberFormat(language);

/** Load another file of this page: its address changes with its content. */
const part = (name) => import(new URL(form.dataset[name], location));
const [{ item, LABELS }, help] = await Promise.all([part('view'), part('help')]);

let engine = null; // the promise of an index that is ready
const counted = new Set(); // filters that a reader looked at: answers count their values
let run = 0; // the newest search; answers to older ones are dropped
let found = [];
let shown = 0;
let isExact = false; // whether the query is meant as it was typed
let settled; // the timer of a query that is being typed

// Loading

function load() {
  engine ??= (async () => {
    const [{ openIndex }, { correct }, { rank }] = await Promise.all([part('index'), part('spelling'), part('ranking')]);
    const index = { correct, rank };
    Object.assign(index, await openIndex(root, { excerptLength: 28 }));
    if (!active().length && !box.value.trim()) fill(index.filters, {}, index);
    await index.load();
    await index.count([...counted]);
    return index;
  })();
  engine.catch(reload);
  return engine;
}

/** Forget the index, so that it is opened anew: a publish may have put other bundles in the place of those that it knows. */
function reload() {
  engine = null;
}

/** Count the values of a filter from now on. What nobody looks at is not loaded. */
async function count(name) {
  if (!FACETS.includes(name) || counted.has(name)) return;
  counted.add(name);
  const index = await load();
  await index.count([name]);
  const mine = run;
  if (!active().length && !box.value.trim()) return;
  const [counts, own] = await Promise.all([index.tally(...request()), ownCounts(index)]);
  if (mine === run) fill(counts, own, index);
}

// State: the form, and the address that restores it

const active = () => FACETS.filter(facet);
const facet = (name) => (name === 'code' ? (fields.code.checked ? 'yes' : '') : fields[name].value);

function choose(select, value) {
  if (value && ![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
  select.value = value;
}

function read() {
  const query = new URLSearchParams(location.search);
  box.value = query.get('q') ?? '';
  for (const name of FACETS) {
    if (name === 'code') fields.code.checked = query.get('code') === 'yes';
    else choose(fields[name], query.get(name) ?? '');
  }
  fields.sort.value = query.get('sort') === 'date' ? 'date' : '';
  isExact = query.get('exact') === 'yes';
}

function write(push) {
  const query = new URLSearchParams();
  const q = box.value.trim();
  if (q) query.set('q', q);
  for (const name of FACETS) if (facet(name)) query.set(name, facet(name));
  if (fields.sort.value) query.set('sort', fields.sort.value);
  if (isExact && q) query.set('exact', 'yes');
  const address = location.pathname + (query.size ? `?${query}` : '');
  if (address === location.pathname + location.search) return;
  history[push ? 'pushState' : 'replaceState'](null, '', address);
}

// Filters

/**
 * Put the values of each filter into its select, with their counts as far as they are known. `counts` are those of an answer; `own` maps a
 * filter to counts that disregard it. A filter that is in neither keeps the values of the whole site, without counts.
 */
function fill(counts, own, index) {
  for (const name of SELECTS) {
    const select = fields[name];
    const value = select.value;
    const known = own[name] ?? counts[name];
    let entries = Object.entries(known ?? index.filters[name] ?? {}).filter(([key, n]) => n > 0 || key === value);
    if (value && !entries.some(([key]) => key === value)) entries.push([value, 0]);
    if (name === 'month' && fields.year.value) entries = entries.filter(([key]) => key.startsWith(fields.year.value));
    if (name === 'day') {
      const period = fields.month.value || fields.year.value;
      if (period) entries = entries.filter(([key]) => key.startsWith(period));
    }
    entries.sort(name === 'tag' ? (a, b) => b[1] - a[1] || a[0].localeCompare(b[0]) : (a, b) => (a[0] < b[0] ? 1 : -1));
    const label = LABELS[name] ?? ((key) => key);
    const options = entries.map(([key, n]) => new Option(known ? `${label(key)} (${number.format(n)})` : label(key), key));
    select.replaceChildren(new Option(select.dataset.any, ''), ...options);
    select.value = value;
  }
  const n = (own.code ?? counts.code)?.yes;
  fields.code.nextElementSibling.textContent = n === undefined ? 'Has code' : `Has code (${number.format(n)})`;
}

// Searching

function request(without, q = box.value.trim()) {
  const filters = {};
  for (const name of FACETS) if (name !== without && facet(name)) filters[name] = facet(name);
  return [q, { filters, sort: fields.sort.value }];
}

/** For each filter that is set, the counts of its values if it were not. */
async function ownCounts(index, q) {
  return Object.fromEntries(await Promise.all(active().map(async (name) => [name, (await index.tally(...request(name, q)))[name]])));
}

/** Search for what the form says. `typed`: a key was pressed; `push`: remember it in the history; `again`: try anew after a failure. */
async function search({ push = false, typed = false, again = true } = {}) {
  const mine = ++run;
  if (typed) isExact = false;
  write(push && !typed);
  clearTimeout(settled);
  const chosen = active();
  clear.hidden = !chosen.length;
  const q = box.value.trim();
  try {
    if (typed) {
      load().then((index) => mine === run && q && index.preload(...request())).catch(() => {});
      await new Promise((done) => { setTimeout(done, 80); });
      if (mine !== run) return;
    }
    const index = await load();
    if (mine !== run) return;
    if (!q && !chosen.length) {
      fill(index.filters, {}, index);
      notice.hidden = true;
      reset();
      return;
    }
    const { answer, own, asked } = await ask(index, q, typed);
    if (mine !== run) return;
    fill(answer.filters, own, index);
    const unfinished = answer.results.length < FEW && asked ? await guess(index, asked, answer.results) : [];
    if (mine !== run) return;
    notice.hidden = true;
    found = [...answer.results, ...unfinished];
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
    say(found.length, asked, ways.length);
    const isAsked = () => mine === run && found.length && help.remember(root, q);
    if (q) settled = setTimeout(isAsked, typed ? REMEMBERED : 0);
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

/** Search for `q`, or for what it was meant for when it has a typing error: `asked`. */
async function ask(index, q, isTyping) {
  const answers = async (query) => {
    const [answer, own] = await Promise.all([index.search(...request(undefined, query)), ownCounts(index, query)]);
    return { answer, own: answer.isNarrowed ? {} : own, asked: query };
  };
  const [asTyped, mended] = await Promise.all([answers(q), q && !isExact ? index.correct(index, q, isTyping) : '']);
  if (!mended) return asTyped;
  const meant = await answers(mended);
  return meant.answer.results.length ? meant : asTyped;
}

/** For each filter that is set, how many papers there are without it, where there are any. */
async function without(index, q) {
  const count = async (name) => {
    const value = (LABELS[name] ?? String)(facet(name));
    return { name, label: name === 'code' ? 'Has code' : value, papers: (await index.search(...request(name, q))).results.length };
  };
  return (await Promise.all(active().map(count))).filter(({ papers }) => papers);
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

function unset(name) {
  if (name === 'code') fields.code.checked = false;
  else fields[name].value = '';
}

function remove(name) {
  unset(name);
  box.focus();
  search({ push: true });
}

/** Show the papers of a tag, whatever else was asked. */
function only(tag) {
  box.value = '';
  FACETS.forEach(unset);
  choose(fields.tag, tag);
  search({ push: true });
}

// A word that is not finished may match nothing, since the index knows words by their stems: “contrasti” is no beginning of “contrast”.
// So when little is found, the last word is shortened, letter by letter, and what it finds then comes behind.
async function guess(index, q, exact) {
  const [, before, last] = /^(.*?)([\p{L}\p{N}]+)$/u.exec(q) ?? [];
  if (!last || last.length < 5) return [];
  const known = new Set(exact.map((result) => result.id));
  const least = Math.max(3, last.length - 5);
  let best = [];
  for (let length = last.length - 1; length >= least; length -= 1) {
    const [, options] = request();
    const answer = await index.search(before + last.slice(0, length), options);
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
  help.showRecent($('search-recent'), box.value.trim() ? [] : help.recent(root), accept, () => { help.forget(root); reset(); box.focus(); });
}

function tell(text) {
  noticeText.textContent = text;
  notice.hidden = false;
}

function say(n, q, ways) {
  const about = q ? ` for “${q}”` : '';
  status.textContent = n ? `${number.format(n)} ${n === 1 ? 'paper' : 'papers'}${about}` : `No papers${about}`;
  if (!n) tell(ways ? 'There are papers with fewer filters:' : 'Try fewer or other words, or only the beginning of a word.');
}

// Results

/** Make the entries of some results; those for `q`, where it is given, with the best first. */
async function render(from, to, q, index) {
  const results = found.slice(from, to);
  const texts = await Promise.all(results.map((result) => result.data().catch(() => null)));
  let entries = results.map((result, i) => ({ ...result, data: texts[i] })).filter(({ data }) => data);
  if (q) entries = index.rank(q, entries);
  return entries.map(({ data }) => item(data, root));
}

async function showMore() {
  const mine = run;
  const items = await render(shown, shown + PAGE);
  if (mine !== run) return;
  list.append(...items);
  shown += PAGE;
  more.hidden = shown >= found.length;
  items[0]?.querySelector('a').focus();
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
  other.addEventListener('focus', () => load().catch(() => {}), { once: true });
}
for (const other of document.querySelectorAll('.site-search')) {
  other.addEventListener('submit', (event) => { event.preventDefault(); search({ push: true }); });
}
box.addEventListener('focus', () => load().catch(() => {}), { once: true });

for (const event of ['focusin', 'pointerover']) {
  $('filters').addEventListener(event, ({ target }) => count(target.closest('label')?.control.name).catch(() => {}));
}

$('filters').addEventListener('change', (event) => {
  const { name, value } = event.target;
  if (name === 'year' && value && !fields.month.value.startsWith(value)) fields.month.value = '';
  if ((name === 'year' || name === 'month') && !fields.day.value.startsWith(value)) fields.day.value = '';
  search({ push: true });
});

clear.addEventListener('click', () => {
  FACETS.forEach(unset);
  box.focus();
  search({ push: true });
});

more.addEventListener('click', showMore);

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
if (box.value || FACETS.some(facet)) search();
else {
  reset();
  if (matchMedia('(hover: hover)').matches) box.focus();
  (window.requestIdleCallback ?? setTimeout)(() => load().catch(() => {}));
}
