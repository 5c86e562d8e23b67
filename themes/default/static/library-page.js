// The page of a reader's library: what was saved, read, noted and hidden, and the ways out of this browser and back. library.js gives the tools.
const MORE = 50; // cards at a time

const $ = (id) => document.getElementById(id);
const language = document.documentElement.lang || 'en';
const number = new Intl.NumberFormat(language);
const papersOf = (n) => `${number.format(n)} ${n === 1 ? 'paper' : 'papers'}`;

// Pieces

function dateLabel(iso) {
  const parts = iso.split('-').map(Number);
  if (parts.length === 1) return iso;
  const options = { day: parts[2] && 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
  const date = new Date(Date.UTC(parts[0], parts[1] - 1, parts[2] || 1));
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, options).format(date);
}

const linkOr = ({ root, make }, folder, className) => ([name, slug]) => (slug
  ? make('a', { className, href: `${root.pathname}${folder}/${slug}/`, dir: 'auto', textContent: name })
  : make('span', { className: `${className} tag-plain`.trim(), dir: 'auto', textContent: name }));

function authorsOf(paper, tools) {
  const { make } = tools;
  const line = make('li', { className: 'authors' });
  paper.authors.forEach((author, i) => {
    line.append(i ? ', ' : '', make('span', { className: 'author', dir: 'auto' }, author[1] ? linkOr(tools, 'authors', '')(author) : author[0]));
  });
  if (paper.more) line.append(' ', make('span', { className: 'nowrap', textContent: paper.authors.length ? `+${paper.more} more` : `${paper.more} authors` }));
  return line;
}

/** A paper of the library as an entry of a list: what the site's own cards look like, and the reader's note. */
function drawCard(slug, paper, tools, level = 2) {
  const { root, make } = tools;
  const link = make('a', { href: `${root.pathname}papers/${slug}/`, textContent: paper.title });
  const card = make('article', { className: 'card' }, make(`h${level}`, { className: 'card-title', dir: 'auto' }, link));
  const meta = make('ul', { className: 'meta' });
  if (paper.authors.length || paper.more) meta.append(authorsOf(paper, tools));
  if (paper.date) meta.append(make('li', {}, make('time', { dateTime: paper.date, textContent: dateLabel(paper.date) })));
  if (meta.children.length) card.append(meta);
  if (paper.note) card.append(make('p', { className: 'own-note', dir: 'auto', textContent: paper.note }));
  const foot = make('div', { className: 'card-foot' });
  if (paper.link) foot.append(make('ul', { className: 'links' }, make('li', {}, make('a', { href: paper.link, textContent: new URL(paper.link).host }))));
  const tags = make('ul', { className: 'tags' });
  tags.append(...paper.labels.map((label) => make('li', {}, make('span', { className: 'tag own-tag', dir: 'auto', textContent: label }))));
  tags.append(...paper.tags.map((tag) => make('li', {}, linkOr(tools, 'tags', 'tag')(tag))));
  if (tags.children.length) foot.append(tags);
  if (foot.children.length) card.append(foot);
  return make('li', {}, card);
}

// The library

const VIEWS = {
  saved: { time: 'saved', holds: (paper) => paper.saved, empty: 'Nothing is saved yet. Every paper has a button to save it, in lists and on its page.' },
  unread: { time: 'saved', holds: (paper) => paper.saved && !paper.read, empty: 'Nothing is left to read.' },
  read: { time: 'read', holds: (paper) => paper.read, empty: 'Nothing is marked as read.' },
  notes: { time: 'noted', holds: (paper) => paper.note || paper.labels.length, empty: 'There are no notes and no tags of your own.' },
  hidden: { time: 'hidden', holds: (paper) => paper.hidden, empty: 'Nothing is hidden.' },
};

export function start(page, tools) {
  const { store, root, load, checks, change, make, each, followEntry, refresh, fetchPage } = tools;
  const cardOf = (slug, paper, level) => drawCard(slug, paper, tools, level);
  const views = $('library-views');
  const list = $('library-list');
  const label = $('library-label');
  const words = $('library-words');
  const status = $('library-status');
  const more = $('library-more');
  const report = $('library-report');
  let view = 'saved';
  let shown = MORE;

  const textOf = (paper) => [paper.title, paper.note, ...paper.labels, ...paper.authors.map(([name]) => name)].join(' ').toLowerCase();

  /** The papers of the view that is chosen, newest first. */
  function chosen() {
    const { holds, time } = VIEWS[view];
    const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return [...store.library.papers]
      .filter(([, paper]) => holds(paper) && (!label.value || paper.labels.includes(label.value)))
      .filter(([, paper]) => { const content = textOf(paper); return wanted.every((word) => content.includes(word)); })
      .sort(([a, one], [b, other]) => other[time] - one[time] || (a < b ? -1 : 1));
  }

  function showViews() {
    const papers = [...store.library.papers.values()];
    for (const button of views.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.value === view));
      button.querySelector('.count').textContent = number.format(papers.filter(VIEWS[button.value].holds).length);
    }
    const own = [...new Set(papers.flatMap((paper) => paper.labels))].sort((a, b) => a.localeCompare(b, language));
    const old = label.value;
    label.replaceChildren(new Option('All papers', ''), ...own.map((name) => new Option(name, name)));
    label.value = own.includes(old) ? old : '';
    label.closest('label').hidden = !own.length;
  }

  /** Draw the list anew; the focus stays on what it was on, or goes to what stands there now. */
  function show() {
    showViews();
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const at = focused ? [...list.children].indexOf(focused.closest('#library-list > li')) : -1;
    const slug = focused?.closest('.card')?.dataset.slug;
    const act = focused?.dataset.act;
    const found = chosen();
    list.replaceChildren(...found.slice(0, shown).map(([name, paper]) => cardOf(name, paper)));
    more.hidden = found.length <= shown;
    const isAll = !words.value.trim() && !label.value;
    status.textContent = found.length || !isAll ? papersOf(found.length) : VIEWS[view].empty;
    showFollows();
    showAsides();
    refresh();
    if (!focused) return;
    const same = list.querySelector(`.card[data-slug="${slug}"]`);
    (same ? same.querySelector(act ? `[data-act="${act}"]` : 'a') : list.children[Math.min(at, list.children.length - 1)]?.querySelector('a'))?.focus();
  }

  function showFollows() {
    const follows = [...store.library.follows].sort(([, one], [, other]) => one.name.localeCompare(other.name, language));
    $('library-follows').replaceChildren(...follows.map(([address, { name }]) => followEntry(address, name)));
    $('library-no-follows').hidden = follows.length > 0;
    $('library-off').hidden = !store.isOff();
  }

  function showAsides() {
    const asides = store.asides();
    $('library-asides').hidden = !asides.length;
    $('library-asides-list').replaceChildren(...asides.map(([name, content]) => {
      const keep = make('button', { type: 'button', className: 'button', textContent: 'Download' });
      keep.addEventListener('click', () => download('damaged-library.json', content, 'application/json'));
      const drop = make('button', { type: 'button', className: 'button', textContent: 'Delete' });
      drop.addEventListener('click', () => store.forget(name));
      return make('li', {}, `${number.format(content.length)} characters `, keep, ' ', drop);
    }));
  }

  function download(name, content, type) {
    const url = URL.createObjectURL(new Blob([content], { type }));
    make('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  // Out and in

  $('export-json').addEventListener('click', () => download('library.json', checks.encode(store.library, { site: root.href }), 'application/json'));
  $('export-bibtex').addEventListener('click', async () => {
    const { writeBibtex } = await load('exchange');
    const found = chosen();
    report.replaceChildren('Reading …');
    const citations = await each(found, async ([slug]) => {
      const from = await fetchPage(`papers/${slug}/`);
      return from?.querySelector('[data-format="bibtex"] pre')?.textContent ?? '';
    });
    download('library.bib', writeBibtex(found, root, citations), 'application/x-bibtex');
    report.replaceChildren(`${papersOf(found.length)} written.`);
  });

  $('import').addEventListener('change', async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    report.replaceChildren('Reading …');
    const { takeFile } = await load('import');
    report.replaceChildren(...await takeFile(file, page, tools).catch(() => ['The file could not be read.']));
    target.value = '';
  });

  $('share').addEventListener('click', async () => {
    const { packList } = await load('exchange');
    const found = chosen();
    const field = $('share-link');
    const code = await packList(checks.text($('share-name').value, 80), found.slice(0, 100).map(([slug]) => slug));
    field.closest('label').hidden = !found.length || !code;
    if (!found.length || !code) {
      $('share-status').textContent = found.length ? 'These are too many papers for a link.' : 'There are no papers in this list.';
      return;
    }
    field.value = `${root.href}library/#list=${code}`;
    field.select();
    const isCopied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    const cut = found.length > 100 ? ' The first 100 papers are in it.' : '';
    $('share-status').textContent = (isCopied ? 'The link is copied.' : 'Copy the link.') + cut;
  });

  // Events

  views.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (!button) return;
    view = button.value;
    shown = MORE;
    show();
  });
  for (const [node, name] of [[words, 'input'], [label, 'change']]) node.addEventListener(name, () => { shown = MORE; show(); });
  more.addEventListener('click', () => {
    const at = shown;
    shown += MORE;
    show();
    list.children[at]?.querySelector('a').focus();
  });
  $('library-clear').addEventListener('click', () => {
    if (!confirm('Delete your whole library from this browser? Export it first if you may want it again.')) return; // eslint-disable-line no-alert
    change((library) => { library.papers.clear(); library.follows.clear(); }, 'Your library is empty');
  });
  const showShared = async () => {
    const isThere = location.hash.startsWith('#list=');
    $('shared').hidden = !isThere;
    if (isThere) (await load('import')).showShared(cardOf, tools);
  };
  addEventListener('hashchange', showShared);
  store.follow(show);
  show();
  showShared().finally(() => { page.hidden = false; }); // all at once, so that nothing moves
}
