// What a file or a link brings into a library. Loaded when somebody imports a file, or opens a link with a list.
const MOST_FILE = 16_000_000; // bytes: what a full storage exports, should each character need three
const language = document.documentElement.lang || 'en';
const number = new Intl.NumberFormat(language);
const papersOf = (n) => `${number.format(n)} ${n === 1 ? 'paper' : 'papers'}`;
const entriesOf = (n) => `${number.format(n)} ${n === 1 ? 'entry' : 'entries'}`;

// Files

/** Take a file into the library, a library or BibTeX; return what to say of it. `page` knows where the search index is. */
export async function takeFile(file, page, tools) {
  if (file.size > MOST_FILE) return ['The file is too large for a library.'];
  const content = await file.text();
  return /^\s*[{[]/.test(content) ? takeLibrary(content, tools) : takeBibtex(content, page, tools);
}

function takeLibrary(content, { store, checks }) {
  let found = null;
  try {
    found = checks.decode(content);
  } catch { return ['This is no library that was exported from such a site, or it is damaged.']; }
  let changed = 0;
  const outcome = store.change((library) => { changed = checks.merge(library, found.library); });
  if (outcome === 'full') return ['The storage of this browser is full: nothing was imported.'];
  const faults = found.faults ? ` ${entriesOf(found.faults)} could not be read.` : '';
  return [`${changed ? `${entriesOf(changed)} ${changed === 1 ? 'is' : 'are'} new or changed.` : 'Everything in it was here already.'}${faults}`];
}

async function takeBibtex(content, page, tools) {
  const { store, root, load, checks, each } = tools;
  const exchange = await load('exchange');
  const entries = exchange.readBibtex(content).map((fields) => ({ fields, title: checks.text(exchange.fromLatex(fields.get('title') ?? ''), 500) }));
  if (!entries.length) return ['There are no entries in this file. Libraries are JSON, references BibTeX.'];
  const known = new Map([...store.library.papers].map(([slug, paper]) => [exchange.titleKey(paper.title), slug]));
  const search = await openSearch(page, root);
  const slugs = await each(entries, async ({ fields, title }) => slugOfEntry(fields, root, checks)
    || known.get(exchange.titleKey(title)) || searchTitle(title, search, exchange, tools));
  const papers = await each(slugs, async (slug) => slug && (store.library.papers.get(slug) ?? await tools.fetchPaper(slug)));
  const found = entries.map((entry, i) => ({ ...entry, slug: slugs[i], paper: papers[i] }));
  const outcome = store.change(({ papers: own }) => {
    for (const { fields, slug, paper } of found) {
      if (!paper) continue;
      const old = own.get(slug) ?? paper;
      const isOurs = slug === slugOfEntry(fields, root, checks);
      const note = old.note || (isOurs ? exchange.fromLatex(fields.get('annote') ?? '') : '');
      const labels = isOurs ? [...old.labels, ...exchange.fromLatex(fields.get('keywords') ?? '').split(',')] : old.labels;
      own.set(slug, checks.checkPaper({ ...old, note, noted: old.noted || Date.now(), labels, saved: old.saved || Date.now() }));
    }
  });
  if (outcome === 'full') return ['The storage of this browser is full: nothing was imported.'];
  return sayFound(found, tools);
}

function sayFound(found, { make }) {
  const missing = found.filter(({ paper }) => !paper);
  const said = make('p', { textContent: `${papersOf(found.length - missing.length)} of ${number.format(found.length)} found on this site and saved.` });
  if (!missing.length) return [said];
  const titles = missing.map(({ title, fields }) => make('li', { dir: 'auto', textContent: title || `(without a title${fields.size ? '' : ' or any field'})` }));
  return [said, make('p', { textContent: 'Not found:' }), make('ul', { className: 'titles' }, ...titles)];
}

function slugOfUrl(value, root, { isSlug }) {
  const start = `${root.href}papers/`;
  const slug = value?.startsWith(start) ? value.slice(start.length).replace(/\/$/, '') : '';
  return isSlug(slug) ? slug : '';
}

/** The paper of this site that an entry names, or empty text. */
const slugOfEntry = (fields, root, checks) => slugOfUrl(fields.get('site-url'), root, checks) || slugOfUrl(fields.get('url'), root, checks);

/** The search index, or null when there is none. */
async function openSearch(page, root) {
  if (!page.dataset.index) return null;
  try {
    const [{ openIndex }, files, match, stems] = await Promise.all(
      ['index', 'files', 'match', 'stems'].map((name) => import(new URL(page.dataset[name], location))));
    return await openIndex(root, { files, match, stems }, document.documentElement.lang);
  } catch { return null; }
}

/** The slug of the paper that has a title, or empty text. */
async function searchTitle(title, search, { titleKey }, { make, slugOf }) {
  const wanted = titleKey(title);
  const words = title.match(/[\p{L}\p{N}]+/gu)?.slice(0, 10).join(' ');
  if (!search || !words) return '';
  try {
    const { results } = await search.search(words);
    for (const result of results.slice(0, 5)) {
      const { url, meta } = await result.data();
      if (titleKey(meta.title ?? '') === wanted) return slugOf(make('a', { href: url }));
    }
  } catch { /* no index, no answer */ }
  return '';
}

// A list that somebody sent

const $ = (id) => document.getElementById(id);

/** Show the list in the address of the page, if there is one; `cardOf` draws a paper. */
export async function showShared(cardOf, tools) {
  const { load, checks, each, change, refresh, fetchPaper } = tools;
  const code = /^#list=(.*)$/.exec(location.hash)?.[1];
  $('shared').hidden = code === undefined;
  if (code === undefined) return;
  const place = $('shared-list');
  const said = $('shared-status');
  place.replaceChildren();
  $('shared-save').hidden = true;
  const { unpackList } = await load('exchange');
  const sent = await unpackList(code, checks);
  $('shared-title').textContent = sent?.name || 'A list of papers';
  if (!sent) {
    said.textContent = 'This link holds no list, or it was cut.';
    return;
  }
  said.textContent = `Somebody sent you a list of ${papersOf(sent.slugs.length)}. Reading …`;
  const papers = await each(sent.slugs, fetchPaper);
  if (location.hash !== `#list=${code}`) return; // another link was opened meanwhile
  const good = sent.slugs.map((slug, i) => [slug, papers[i]]).filter(([, paper]) => paper);
  const missing = sent.slugs.length - good.length;
  said.textContent = `Somebody sent you a list of ${papersOf(sent.slugs.length)}.${missing ? ` ${papersOf(missing)} of it not on this site.` : ''}`;
  place.replaceChildren(...good.map(([slug, paper]) => cardOf(slug, paper, 3)));
  const save = $('shared-save');
  save.hidden = !good.length;
  save.onclick = () => {
    const add = ({ papers: own }) => {
      for (const [slug, paper] of good) if (!own.get(slug)?.saved) own.set(slug, { ...paper, ...own.get(slug), saved: Date.now() });
    };
    change(add, `${papersOf(good.length)} saved`);
  };
  refresh();
}
