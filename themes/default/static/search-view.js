// How results and dates look on the search page. Everything goes in as text.
const language = document.documentElement.lang || 'en';
const number = new Intl.NumberFormat(language);
const dates = language === 'en' ? 'en-GB' : language; // 17 March 2025, as on the pages

function monthName(iso, options) {
  const date = new Date(`${iso.length === 7 ? `${iso}-01` : iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? iso : new Intl.DateTimeFormat(dates, { ...options, timeZone: 'UTC' }).format(date);
}

/** How values of filters are written, where they are not written as they are. */
export const LABELS = {
  month: (iso) => monthName(iso, { month: 'long', year: 'numeric' }),
  day: (iso) => monthName(iso, { day: 'numeric', month: 'long', year: 'numeric' }),
};

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
  link.textContent = data.meta.title ?? data.url;
  heading.append(link);
  article.append(heading);
  const facts = [data.meta.authors, dateOf(data.filters), ...countsOf(counts)].filter(Boolean);
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

/** The first day on which a paper was listed, or what is known of it, as the pages write it. */
function dateOf({ day, month, year }) {
  const [first] = [...(day ?? month ?? year ?? [])].sort();
  return first && (first.length === 4 ? first : LABELS[day ? 'day' : 'month'](first));
}
