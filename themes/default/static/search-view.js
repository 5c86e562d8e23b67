// How results and dates look on the search page. Everything goes in as text.
const language = document.documentElement.lang || 'en';
const number = new Intl.NumberFormat(language);
const dates = language === 'en' ? 'en-GB' : language; // 17 March 2025, as on the pages

function named(options) {
  const format = new Intl.DateTimeFormat(dates, { ...options, timeZone: 'UTC' });
  return (iso) => {
    const date = new Date(`${iso.length === 7 ? `${iso}-01` : iso}T00:00:00Z`);
    return Number.isNaN(date.getTime()) ? iso : format.format(date);
  };
}

/** How values of filters are written, where they are not written as they are. */
export const LABELS = {
  month: named({ month: 'long', year: 'numeric' }),
  day: named({ day: 'numeric', month: 'long', year: 'numeric' }),
};

const LENGTH = 32; // words of a passage
const BEFORE = 6; // of them, so many at most before the first that was found
const CORE = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su; // a word between signs

/**
 * The title and a passage of the text, as pieces of text of which some were found. The index has both in one text, title first, and says which of its
 * words were found. In scripts without spaces it parts them by a sign of no width, and the title is not told from the text.
 */
function found({ meta, content = '', locations = [] }) {
  const [parting, joint] = content.includes('\u200b') ? ['\u200b', ''] : [/\s+/, ' '];
  const words = (text) => text.split(parting).filter(Boolean);
  const title = words(meta.title ?? '');
  const text = words(content);
  const isWhole = title.length && title.every((word, i) => text[i]?.startsWith(word));
  const known = new Set(locations);
  const [first, last] = [isWhole ? title.length : 0, text.length];
  const places = [...known].filter((place) => place >= first).sort((a, b) => a - b);
  let [start, most] = [first, 0];
  for (const place of places) {
    const begin = Math.max(first, Math.min(place - BEFORE, last - LENGTH));
    const inside = places.filter((other) => other >= begin && other < begin + LENGTH);
    const count = new Set(inside.map((other) => text[other].toLowerCase())).size + inside.length / text.length; // rather all words than one often
    if (count > most) [start, most] = [begin, count];
  }
  if (start - first < BEFORE) start = first;
  const end = Math.min(last, start + LENGTH);
  const pieces = (list, from) => list.flatMap((word, i) => [{ text: i ? joint : '' }, ...(known.has(from + i) ? marked(word) : [{ text: word }])]);
  const [before, after] = [start > first ? '… ' : '', end < last ? ' …' : ''];
  return { title: isWhole ? pieces(title, 0) : [{ text: meta.title }], passage: [{ text: before }, ...pieces(text.slice(start, end), start), { text: after }] };
}

function marked(word) {
  const [, before, core, after] = CORE.exec(word);
  return [{ text: before }, { text: core, isFound: true }, { text: after }];
}

/** Put pieces into an element, as text, with a mark around what was found. */
function show(element, pieces) {
  for (const { text, isFound } of pieces) {
    if (!isFound) element.append(text);
    else element.appendChild(document.createElement('mark')).textContent = text;
  }
  element.normalize();
}

const MOST_AUTHORS = 6;

function byline(authors) {
  const names = (authors ?? '').split(', ');
  return names.length <= MOST_AUTHORS + 1 ? names.join(', ') : `${names.slice(0, MOST_AUTHORS).join(', ')} +${names.length - MOST_AUTHORS} more`;
}

const WORDS = { upvotes: ['upvote', 'upvotes'], comments: ['comment', 'comments'], stars: ['star', 'stars'] };
const countsOf = (counts) => Object.entries(WORDS)
  .filter(([kind]) => counts?.[kind])
  .map(([kind, [one, several]]) => `${number.format(counts[kind])} ${counts[kind] === 1 ? one : several}`);

/** A result, as an entry of the list. `root` is the address of the site; `counts` is what was counted of the paper, where it is to be shown. */
export function item(data, root, counts) {
  const li = document.createElement('li');
  const article = document.createElement('article');
  article.className = 'card';
  const heading = document.createElement('h2');
  heading.className = 'card-title';
  heading.dir = 'auto';
  const link = document.createElement('a');
  link.href = new URL(data.url, root).pathname; // a path of this site, whatever the index says
  const { title, passage } = found(data);
  show(link, data.meta.title ? title : [{ text: data.url }]);
  heading.append(link);
  article.append(heading);
  const facts = [byline(data.meta.authors), dateOf(data.filters), ...countsOf(counts)].filter(Boolean);
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
  const text = document.createElement('p');
  text.className = 'excerpt';
  text.dir = 'auto';
  show(text, passage);
  if (text.textContent.trim()) article.append(text);
  li.append(article);
  return li;
}

/** The first day on which a paper was listed, or what is known of it, as the pages write it. */
function dateOf({ day, month, year }) {
  const [first] = [...(day ?? month ?? year ?? [])].sort();
  return first && (first.length === 4 ? first : LABELS[day ? 'day' : 'month'](first));
}
