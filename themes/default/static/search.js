// The search page. The index lies in /pagefind/ of the same site and is loaded when it is first wanted.
const root = new URL('../', import.meta.url);
const PAGE = 20;
const FEW = 3; // with fewer results, the last word may not be finished
const FACETS = ['tag', 'year', 'month', 'day', 'code'];

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
const dates = language === 'en' ? 'en-GB' : language; // 17 March 2025, as on the pages
const number = new Intl.NumberFormat(language);

let engine = null; // the promise of a ready Pagefind
let run = 0; // the newest search; answers to older ones are dropped
let found = [];
let shown = 0;

// Loading

function load() {
  engine ??= (async () => {
    const pagefind = await import(new URL('pagefind/pagefind.js', root));
    await pagefind.options({ baseUrl: root.pathname, excerptLength: 28 });
    await pagefind.init();
    fill((await pagefind.filters()) ?? {}, {});
    return pagefind;
  })();
  engine.catch(() => { engine = null; });
  return engine;
}

// State: the form, and the address that restores it

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
}

function write(push) {
  const query = new URLSearchParams();
  const q = box.value.trim();
  if (q) query.set('q', q);
  for (const name of FACETS) if (facet(name)) query.set(name, facet(name));
  if (fields.sort.value) query.set('sort', fields.sort.value);
  const address = location.pathname + (query.size ? `?${query}` : '');
  if (address === location.pathname + location.search) return;
  history[push ? 'pushState' : 'replaceState'](null, '', address);
}

// Filters

function monthName(iso, options) {
  const date = new Date(`${iso.length === 7 ? `${iso}-01` : iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? iso : new Intl.DateTimeFormat(dates, { ...options, timeZone: 'UTC' }).format(date);
}

const LABELS = {
  month: (iso) => monthName(iso, { month: 'long', year: 'numeric' }),
  day: (iso) => monthName(iso, { day: 'numeric', month: 'long', year: 'numeric' }),
};

/** Put the values of each filter, with their counts, into its select. `chosen` maps a filter to counts that disregard it. */
function fill(counts, own) {
  for (const name of ['tag', 'year', 'month', 'day']) {
    const select = fields[name];
    const value = select.value;
    let entries = Object.entries(own[name] ?? counts[name] ?? {}).filter(([key, n]) => n > 0 || key === value);
    if (value && !entries.some(([key]) => key === value)) entries.push([value, 0]);
    if (name === 'month' && fields.year.value) entries = entries.filter(([key]) => key.startsWith(fields.year.value));
    if (name === 'day') {
      const period = fields.month.value || fields.year.value;
      if (period) entries = entries.filter(([key]) => key.startsWith(period));
    }
    entries.sort(name === 'tag' ? (a, b) => b[1] - a[1] || a[0].localeCompare(b[0]) : (a, b) => (a[0] < b[0] ? 1 : -1));
    const label = LABELS[name] ?? ((key) => key);
    const options = entries.map(([key, n]) => new Option(`${label(key)} (${number.format(n)})`, key));
    select.replaceChildren(new Option(select.dataset.any, ''), ...options);
    select.value = value;
  }
  const n = (own.code ?? counts.code)?.yes;
  fields.code.nextElementSibling.textContent = n === undefined ? 'Has code' : `Has code (${number.format(n)})`;
}

// Searching

function request(without) {
  const filters = {};
  for (const name of FACETS) if (name !== without && facet(name)) filters[name] = facet(name);
  const q = box.value.trim();
  const options = { filters };
  if (fields.sort.value === 'date' || !q) options.sort = { date: 'desc' };
  return [q || null, options];
}

async function search({ push = false, typed = false } = {}) {
  const mine = ++run;
  write(push && !typed);
  const active = FACETS.filter(facet);
  clear.hidden = !active.length;
  const q = box.value.trim();
  try {
    if (typed) {
      load().then((pagefind) => mine === run && q && pagefind.preload(...request())).catch(() => {});
      await new Promise((done) => { setTimeout(done, 80); });
      if (mine !== run) return;
    }
    const pagefind = await load();
    if (mine !== run) return;
    const searches = [request(), ...active.map((name) => request(name))].map((args) => pagefind.search(...args));
    const [answer, ...others] = await Promise.all(searches);
    if (mine !== run) return;
    const unfinished = answer.results.length < FEW && q ? await guess(pagefind, q, answer.results) : [];
    if (mine !== run) return;
    fill(answer.filters, Object.fromEntries(active.map((name, i) => [name, others[i].filters[name] ?? {}])));
    notice.hidden = true;
    if (!q && !active.length) return reset();
    found = [...answer.results, ...unfinished];
    const items = await render(0, PAGE);
    if (mine !== run) return;
    list.replaceChildren(...items);
    shown = items.length;
    more.hidden = shown >= found.length;
    say(found.length, q, active.length, answer.unfilteredResultCount);
  } catch (error) {
    if (mine !== run) return;
    console.warn(error);
    reset();
    status.textContent = 'Search is not available.';
    tell(location.protocol === 'file:'
      ? 'The search index cannot be read from a file. Open this site through a web server, such as the one of “sitegen serve”.'
      : 'The search index could not be loaded. It may not be built yet, or the connection failed.');
  }
}

// A word that is not finished may match nothing, since the index knows words by their stems: “contrasti” is no beginning of “contrast”.
// So when little is found, the last word is shortened, letter by letter, and what it finds then comes behind.
async function guess(pagefind, q, exact) {
  const [, before, last] = /^(.*?)([\p{L}\p{N}]+)$/u.exec(q) ?? [];
  if (!last || last.length < 5) return [];
  const known = new Set(exact.map((result) => result.id));
  const least = Math.max(3, last.length - 5);
  let best = [];
  for (let length = last.length - 1; length >= least; length -= 1) {
    const [, options] = request();
    const answer = await pagefind.search(before + last.slice(0, length), options);
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
}

function tell(text) {
  noticeText.textContent = text;
  notice.hidden = false;
}

function say(n, q, filters, unfiltered) {
  const about = q ? ` for “${q}”` : '';
  if (n) {
    status.textContent = `${number.format(n)} ${n === 1 ? 'paper' : 'papers'}${about}`;
    return;
  }
  status.textContent = `No papers${about}`;
  if (filters && unfiltered) tell(`${number.format(unfiltered)} ${unfiltered === 1 ? 'paper matches' : 'papers match'} without the filters.`);
  else tell('Try fewer or other words, or only the beginning of a word.');
}

// Results

/** Pagefind's excerpt is text in which < and > are escaped, with <mark> around the words found. It never goes in as HTML. */
function excerpt(html) {
  const p = document.createElement('p');
  p.className = 'excerpt';
  p.dir = 'auto';
  let inside = false;
  for (const part of html.split(/(<\/?mark>)/)) {
    if (part === '<mark>') inside = true;
    else if (part === '</mark>') inside = false;
    else if (part) {
      const text = part.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
      if (inside) {
        const mark = document.createElement('mark');
        mark.textContent = text;
        p.append(mark);
      } else p.append(text);
    }
  }
  return p;
}

function item(data) {
  const li = document.createElement('li');
  const article = document.createElement('article');
  article.className = 'card';
  const heading = document.createElement('h2');
  heading.className = 'card-title';
  heading.dir = 'auto';
  const link = document.createElement('a');
  link.href = new URL(data.url, root).pathname; // a path of this site, whatever the index says
  link.textContent = data.meta.title ?? data.url;
  heading.append(link);
  article.append(heading);
  const facts = [data.meta.authors, data.meta.date].filter(Boolean);
  if (facts.length) {
    const meta = document.createElement('ul');
    meta.className = 'meta';
    for (const fact of facts) {
      const part = document.createElement('li');
      part.dir = 'auto';
      part.textContent = fact;
      meta.append(part);
    }
    article.append(meta);
  }
  if (data.excerpt) article.append(excerpt(data.excerpt));
  li.append(article);
  return li;
}

async function render(from, to) {
  const data = await Promise.all(found.slice(from, to).map((result) => result.data().catch(() => null)));
  return data.filter(Boolean).map(item);
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

$('filters').addEventListener('change', (event) => {
  const { name, value } = event.target;
  if (name === 'year' && value && !fields.month.value.startsWith(value)) fields.month.value = '';
  if ((name === 'year' || name === 'month') && !fields.day.value.startsWith(value)) fields.day.value = '';
  search({ push: true });
});

clear.addEventListener('click', () => {
  for (const name of FACETS) {
    if (name === 'code') fields.code.checked = false;
    else fields[name].value = '';
  }
  box.focus();
  search({ push: true });
});

more.addEventListener('click', showMore);

document.addEventListener('keydown', (event) => {
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
  if (matchMedia('(hover: hover)').matches) box.focus();
  (window.requestIdleCallback ?? setTimeout)(() => load().catch(() => {}));
}
