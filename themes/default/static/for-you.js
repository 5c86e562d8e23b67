// The page "for you": the newest papers of the tags and authors that a reader follows, read from their pages. library.js gives the tools.
const MOST_SOURCES = 30; // pages that are asked for
const MOST_PAPERS = 60;
const FRESH = 30 * 60_000; // so long, in milliseconds, a page that was read is not asked for again

const $ = (id) => document.getElementById(id);
const language = document.documentElement.lang || 'en';
const number = new Intl.NumberFormat(language);
const papersOf = (n) => `${number.format(n)} ${n === 1 ? 'paper' : 'papers'}`;

export function start(page, tools) {
  const { store, root, make, each, followEntry, refresh } = tools;
  const list = $('for-you-list');
  const status = $('for-you-status');
  let asked = '';
  let run = 0;

  /** Tags of papers that were saved, those of most of them first, without what is followed. */
  function fromSaved() {
    const counts = new Map();
    for (const paper of store.library.papers.values()) {
      if (!paper.saved) continue;
      for (const [name, slug] of paper.tags) if (slug) counts.set(slug, { name, count: (counts.get(slug)?.count ?? 0) + 1 });
    }
    return [...counts]
      .filter(([slug, { count }]) => count > 1 && !store.library.follows.has(`tags/${slug}`))
      .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
      .slice(0, 3)
      .map(([slug, { name }]) => [`tags/${slug}`, name]);
  }

  function showSide() {
    const follows = [...store.library.follows].sort(([, one], [, other]) => one.name.localeCompare(other.name, language));
    $('for-you-follows').replaceChildren(...follows.map(([address, { name }]) => followEntry(address, name)));
    $('for-you-followed').hidden = !follows.length;
    const tags = fromSaved();
    $('for-you-suggested').hidden = !tags.length;
    $('for-you-suggestions').replaceChildren(...tags.map(([address, name]) => followEntry(address, name)));
    const unread = [...store.library.papers].filter(([, paper]) => paper.saved && !paper.read).sort(([, one], [, other]) => other.saved - one.saved);
    $('for-you-unread').hidden = !unread.length;
    const links = unread.slice(0, 8).map(([slug, { title }]) => make('li', { dir: 'auto' }, make('a', { href: `${root.pathname}papers/${slug}/`, textContent: title })));
    $('for-you-unread-list').replaceChildren(...links);
  }

  async function gather() {
    const { papers, follows } = store.library;
    const followed = [...follows].sort(([, one], [, other]) => other.since - one.since).map(([address, { name }]) => [address, name]);
    const sources = [...followed, ...fromSaved()].slice(0, MOST_SOURCES);
    const wanted = sources.map(([address]) => address).join();
    if (wanted === asked && run) return;
    asked = wanted;
    run += 1;
    const mine = run;
    $('for-you-none').hidden = sources.length > 0;
    status.textContent = sources.length ? 'Looking for new papers …' : '';
    const found = new Map();
    const pages = await each(sources, ([address]) => readPage(address, tools));
    if (mine !== run) return;
    page.hidden = false;
    pages.forEach((cards, i) => {
      for (const { slug, card, date } of cards ?? []) {
        if (papers.get(slug)?.read || papers.get(slug)?.hidden) continue;
        if (!found.has(slug)) found.set(slug, { slug, card, date, why: [] });
        found.get(slug).why.push(sources[i][1]);
      }
    });
    const order = (one, other) => other.date.localeCompare(one.date) || other.why.length - one.why.length || (one.slug < other.slug ? -1 : 1);
    const newest = [...found.values()].sort(order).slice(0, MOST_PAPERS);
    list.replaceChildren(...newest.map(({ card, why }) => {
      const names = why.slice(0, 3).flatMap((name, i) => [i ? ', ' : '', make('bdi', { textContent: name })]);
      card.append(make('p', { className: 'because' }, 'From ', ...names));
      return make('li', {}, card);
    }));
    const missing = sources.filter((source, i) => !pages[i]).map(([, name]) => name);
    const parts = sources.length ? [newest.length ? `The newest ${papersOf(newest.length)} that you have not read` : 'You have read everything there is'] : [];
    if (missing.length) parts.push(`no papers could be read of ${missing.join(', ')}`);
    if (follows.size > MOST_SOURCES) parts.push(`of the ${MOST_SOURCES} that you followed last`);
    status.textContent = parts.join('; ') + (parts.length ? '.' : '');
    refresh();
  }

  const show = () => { showSide(); refresh(); gather(); };
  store.follow(show);
  show();
}

/** The cards of a page of this site; null when there is none. Pages that were read in this session are not asked for again so soon. */
async function readPage(address, { root, fetchPage, slugOf }) {
  const key = `library:${root.pathname}:asked:${address}`;
  let isFresh = false;
  try {
    isFresh = Date.now() - Number(sessionStorage.getItem(key)) < FRESH;
  } catch { /* no storage: asked again */ }
  const page = await fetchPage(`${address}/`, { cache: isFresh ? 'force-cache' : 'no-cache' });
  if (!page) return null;
  try {
    if (!isFresh) sessionStorage.setItem(key, String(Date.now()));
  } catch { /* no storage */ }
  return [...page.querySelectorAll('main .cards .card')].map((card) => {
    const link = card.querySelector('.card-title a');
    return { slug: slugOf(link), card: document.adoptNode(card), date: card.querySelector('time')?.dateTime ?? '' };
  }).filter(({ slug }) => slug);
}
