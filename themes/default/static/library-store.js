// A reader's own library, as it lies in the browser's storage: what it may hold, how it is read, merged and kept. Nothing of it is on a server.
// Whatever is read, from storage, a file or a link, is checked here: texts are cut, names of papers are names and nothing else.
export const VERSION = 1;
export const FORMAT = 'sitegen-library';
const SLUG = /^[a-z0-9][a-z0-9-]{0,199}$/;
const DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;
const FOLLOWED = /^(?:tags|authors)\/[a-z0-9][a-z0-9-]{0,199}$/;
const MOST_PAPERS = 10_000;
const MOST_FOLLOWS = 200;
const MOST_ASIDE = 5;
export const MOST_NOTE = 10_000;
/** How a library of an older version becomes one of the next: version → function of the data. The first version has none before it. */
const MIGRATIONS = {};

/**
 * A library: `papers` by slug and `follows` by address (`tags/x`, `authors/x`). A paper has `title`, `authors` and `tags` as pairs of name and
 * slug (empty without a page), `more` (how many authors are not named), `date` (ISO, may be a year), `link` (outside the site), `saved`, `read`
 * and `hidden` (when, in milliseconds; 0 for not), `note`, `noted` (when) and `labels`, the reader's own tags.
 */
export const emptyLibrary = () => ({ papers: new Map(), follows: new Map() });

// Values from outside

/** Text of one line, or of several with `lines`; control characters and what turns the direction of the text around it are left out. */
export function text(value, most = 300, lines = false) {
  if (typeof value !== 'string') return '';
  const clean = value.slice(0, most * 2).replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, (char) => (lines && char === '\n' ? char : ' '));
  return (lines ? clean : clean.replace(/\s+/g, ' ')).trim().slice(0, most);
}

/** Whether a value is the name of a paper, a tag or an author: it may then be part of an address of this site. */
export const isSlug = (value) => typeof value === 'string' && SLUG.test(value);
const list = (value, most) => (Array.isArray(value) ? value.slice(0, most) : []);
const time = (value) => (Number.isFinite(value) && value > 0 ? Math.min(Math.floor(value), Date.now()) : 0);

function pairs(value, most) {
  return list(value, most)
    .map((pair) => list(pair, 2))
    .map(([name, slug]) => [text(name, 120), isSlug(slug) ? slug : ''])
    .filter(([name]) => name);
}

/** The reader's own tags: short, each once. */
export function labels(value) {
  return [...new Set(list(value, 50).map((label) => text(label, 40).replaceAll(',', ' ')).filter(Boolean))].slice(0, 20);
}

function outside(value) {
  const url = typeof value === 'string' && value.length <= 500 && URL.canParse(value) ? new URL(value) : null;
  return url && /^https?:$/.test(url.protocol) ? url.href : '';
}

/** Return a paper with all its fields, checked; null when it is none. */
export function checkPaper(value) {
  const title = text(value?.title, 500);
  if (!title) return null;
  const note = text(value.note, MOST_NOTE, true);
  return {
    title,
    authors: pairs(value.authors, 12),
    more: Number.isInteger(value.more) ? Math.max(0, Math.min(value.more, 9_999)) : 0,
    date: DATE.exec(text(value.date))?.[0] ?? '',
    tags: pairs(value.tags, 20),
    link: outside(value.link),
    saved: time(value.saved),
    read: time(value.read),
    hidden: time(value.hidden),
    note,
    noted: note ? time(value.noted) : 0,
    labels: labels(value.labels),
  };
}

/** Whether a reader did anything with a paper: else it need not be kept. */
const isKept = (paper) => Boolean(paper.saved || paper.read || paper.hidden || paper.note || paper.labels.length);

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Bring data to the version of today, step by step; throw when that is not possible. */
export function upgrade(data, migrations = MIGRATIONS, version = VERSION) {
  let now = data;
  while (now.version !== version) {
    if (!Number.isInteger(now.version) || now.version > version || !Object.hasOwn(migrations, now.version)) throw new Error('a version that is not known');
    now = { ...migrations[now.version](now), version: now.version + 1 };
  }
  return now;
}

/** Read a library from JSON: what it holds, and how many entries were none. Throws when the text is no library. */
export function decode(json) {
  const found = JSON.parse(json);
  if (!isObject(found) || found.format !== FORMAT) throw new Error('no library');
  const data = upgrade(found);
  if (!isObject(data.papers) || !isObject(data.follows)) throw new Error('no library');
  const library = emptyLibrary();
  let faults = 0;
  for (const [slug, value] of Object.entries(data.papers)) {
    const paper = isSlug(slug) && library.papers.size < MOST_PAPERS ? checkPaper(value) : null;
    if (paper && isKept(paper)) library.papers.set(slug, paper);
    else faults += 1;
  }
  for (const [address, value] of Object.entries(data.follows)) {
    const name = text(value?.name, 120);
    if (FOLLOWED.test(address) && name && library.follows.size < MOST_FOLLOWS) library.follows.set(address, { name, since: time(value.since) });
    else faults += 1;
  }
  return { library, faults };
}

const lean = (paper) => Object.fromEntries(Object.entries(paper).filter(([, value]) => value && value.length !== 0));

export function encode({ papers, follows }, more = {}) {
  const saved = [...papers].map(([slug, paper]) => [slug, lean(paper)]);
  return JSON.stringify({ format: FORMAT, version: VERSION, ...more, papers: Object.fromEntries(saved), follows: Object.fromEntries(follows) });
}

/** Put another library into one: nothing is taken away, and of two notes the newer one stays. Returns how many entries changed. */
export function merge(library, other) {
  let changed = 0;
  for (const [slug, theirs] of other.papers) {
    const own = library.papers.get(slug);
    const both = own ? joined(own, theirs) : theirs;
    if (own ? JSON.stringify(own) !== JSON.stringify(both) : library.papers.size < MOST_PAPERS) {
      library.papers.set(slug, both);
      changed += 1;
    }
  }
  for (const [address, follow] of other.follows) {
    if (library.follows.has(address) || library.follows.size >= MOST_FOLLOWS) continue;
    library.follows.set(address, follow);
    changed += 1;
  }
  return changed;
}

function joined(own, theirs) {
  const earliest = (name) => (own[name] && theirs[name] ? Math.min(own[name], theirs[name]) : own[name] || theirs[name]);
  const takesNote = theirs.note && (!own.note || theirs.noted > own.noted);
  const both = { ...own, saved: earliest('saved'), read: earliest('read'), hidden: earliest('hidden'), labels: labels([...own.labels, ...theirs.labels]) };
  for (const name of ['authors', 'tags', 'date', 'link']) if (!own[name].length) both[name] = theirs[name];
  if (!own.authors.length) both.more = theirs.more;
  return takesNote ? { ...both, note: theirs.note, noted: theirs.noted } : both;
}

// Storage

/** Under what name the library of the site at `path` is kept. */
export const keyOf = (path) => `library:${path}`;

/**
 * Open the library of the site at `path`. Other tabs may change it at any time, so each change begins with what is stored. `change(edit)` returns
 * `kept`, `full` (nothing was changed) or `off` (there is no storage: what is changed lasts as long as the page).
 */
export function openStore(path) {
  const key = keyOf(path);
  const followers = new Set();
  let storage = null;
  try {
    storage = localStorage;
    storage.getItem(key);
  } catch { storage = null; }
  let library = read();

  function read() {
    const json = storage?.getItem(key);
    if (!json) return emptyLibrary();
    let found = { library: emptyLibrary(), faults: 1 };
    try {
      found = decode(json);
    } catch { /* damaged, or of a version to come: set aside as it is */ }
    if (found.faults && !setAside(json)) storage = null; // not lost: it stays where it is, and this page does not write
    else if (found.faults) write(found.library);
    return found.library;
  }

  /** Keep what cannot be read under a name of its own, so that it may be mended. */
  function setAside(json) {
    const old = asides();
    if (old.some(([, other]) => other === json)) return true;
    if (old.length >= MOST_ASIDE) return false;
    try {
      storage.setItem(`${key}:aside:${Date.now()}`, json);
      return true;
    } catch { return false; }
  }

  function asides() {
    if (!storage) return [];
    const names = Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter((name) => name.startsWith(`${key}:aside:`));
    return names.sort().map((name) => [name, storage.getItem(name)]);
  }

  function write(next) {
    const hides = [...next.papers.values()].some((paper) => paper.hidden);
    try {
      // theme.js looks at this one before anything is painted, so that what is hidden is not seen first. What may fail comes before the library.
      if (hides) storage.setItem(`${key}:hides`, '1');
      storage.setItem(key, encode(next));
      if (!hides) storage.removeItem(`${key}:hides`);
      return true;
    } catch { return false; }
  }

  const tell = () => { for (const follower of followers) follower(library); };

  function change(edit) {
    const next = storage ? read() : library;
    edit(next);
    for (const [slug, paper] of next.papers) if (!isKept(paper)) next.papers.delete(slug);
    const isFull = next.papers.size > MOST_PAPERS || next.follows.size > MOST_FOLLOWS || (storage && !write(next));
    library = isFull && storage ? read() : next;
    tell();
    return isFull ? 'full' : storage ? 'kept' : 'off';
  }

  function reread() {
    if (storage) library = read();
    tell();
  }

  addEventListener('storage', (event) => { if (event.key === key || event.key === null) reread(); });
  addEventListener('pageshow', (event) => { if (event.persisted) reread(); });

  return {
    get library() { return library; },
    isOff: () => !storage,
    change,
    follow: (follower) => followers.add(follower),
    asides,
    forget: (name) => { if (name.startsWith(`${key}:aside:`)) storage?.removeItem(name); tell(); },
  };
}
