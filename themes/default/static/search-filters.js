// The filters of the search page: what the form says, as the index is asked, as the address has it, and as a reader is told.
const SELECTS = ['tag', 'year', 'day', 'source'];
const RANGE = ['from', 'to'];
const BOXES = ['code', 'saved'];
const ORDERS = ['date', 'signals'];
/** What narrows a search. `month` stands for a range of months. */
export const FACETS = ['tag', 'author', 'year', 'month', 'day', 'source', ...BOXES];
/** Fields whose values are counted when a reader looks at them, and the filter of the index that has them. */
export const COUNTED = { tag: 'tag', year: 'year', from: 'month', to: 'month', day: 'day', source: 'source', code: 'code' };

const number = new Intl.NumberFormat(document.documentElement.lang || 'en');

/** `labels` are those of search-view.js, `narrow` gives the filters of an author (search-authors.js), `saved` the short names of saved papers. */
export function openFilters(form, { labels, narrow, saved }) {
  const { elements: fields } = form;
  let months = []; // those of the site, oldest first
  let ofAuthor = {}; // what the text for authors means to the index
  let sources = {};
  const filled = new Map(); // select → what it was filled with

  const text = (name) => fields[name]?.value.trim() ?? '';
  /** The value of a facet, as text; empty when it is not set. */
  function value(name) {
    if (name === 'month') return RANGE.map(text).join('');
    return BOXES.includes(name) ? (fields[name].checked ? 'yes' : '') : text(name);
  }
  const active = () => FACETS.filter(value);

  function choose(name, chosen) {
    const field = fields[name];
    if (!field) return;
    const isThere = field.type !== 'select-one' || [...field.options].some((option) => option.value === chosen);
    if (chosen && !isThere) field.add(new Option(labelOf(name, chosen), chosen));
    field.value = chosen;
  }

  function unset(name) {
    if (BOXES.includes(name)) fields[name].checked = false;
    else for (const each of name === 'month' ? RANGE : [name]) choose(each, '');
  }

  const nameOf = (source) => (Object.hasOwn(sources, source) ? sources[source] : source);
  const labelOf = (name, key) => (name === 'source' ? nameOf(key) : (labels[COUNTED[name] ?? name] ?? String)(key));

  /** What a facet that is set says to a reader. */
  function label(name) {
    if (name === 'code') return 'Has code';
    if (name === 'saved') return 'Only saved papers';
    if (name !== 'month') return labelOf(name, text(name));
    const [from, to] = RANGE.map((end) => text(end) && labels.month(text(end)));
    return from === to ? from : [from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(' ');
  }

  // The address

  function read(query) {
    for (const name of [...SELECTS, ...RANGE]) choose(name, query.get(name) ?? '');
    const month = query.get('month'); // one month: both ends of a range
    if (month) RANGE.forEach((name) => choose(name, month));
    if (fields.author) fields.author.value = query.get('author') ?? '';
    for (const name of BOXES) fields[name].checked = query.get(name) === 'yes';
    const order = query.get('sort');
    fields.sort.value = ORDERS.includes(order) && [...fields.sort.options].some((option) => option.value === order) ? order : '';
  }

  function write(query) {
    for (const name of ['tag', 'author', 'year', ...RANGE, 'day', 'source', ...BOXES]) {
      const chosen = value(name);
      if (chosen) query.set(name, chosen);
    }
    if (fields.sort.value) query.set('sort', fields.sort.value);
  }

  // The index

  /** Take what is known of the site, and find out what the text for authors means. */
  async function prepare(index) {
    months = Object.keys(index.filters.month ?? {}).sort();
    sources = index.sources ?? {};
    ofAuthor = text('author') ? await narrow(text('author'), index) : {};
  }

  function span() {
    const [from, to] = RANGE.map(text);
    const inside = months.filter((month) => (!from || month >= from) && (!to || month <= to));
    return { any: inside.length ? inside : ['-'] }; // no month has papers: none is found
  }

  /** The filters and the order as the index wants them, without one facet. */
  function options(without) {
    const chosen = {};
    for (const name of active()) {
      if (name === without || name === 'saved') continue;
      if (name === 'author') Object.assign(chosen, ofAuthor);
      else chosen[name] = name === 'month' ? span() : value(name);
    }
    const only = without !== 'saved' && fields.saved.checked ? saved() : null;
    return { filters: chosen, sort: fields.sort.value, ...(only && { only }) };
  }

  // What a reader sees

  function within(name, entries) {
    const year = text('year');
    if (RANGE.includes(name)) return year ? entries.filter(([key]) => key.startsWith(year)) : entries;
    if (name !== 'day') return entries;
    const [from, to] = RANGE.map(text);
    return entries.filter(([key]) => key.startsWith(year) && (!from || key >= from) && (!to || key.slice(0, 7) <= to));
  }

  /**
   * Put the values of each filter into its select, with their counts as far as they are known. `counts` are those of an answer; `own` maps a
   * facet to counts that disregard it. A filter that is in neither keeps the values of the whole site, without counts.
   */
  function fill(counts, own, index) {
    for (const name of [...SELECTS, ...RANGE]) {
      const select = fields[name];
      if (!select) continue;
      const filter = COUNTED[name];
      const known = own[filter] ?? counts[filter];
      const chosen = select.value;
      let entries = Object.entries(known ?? index.filters[filter] ?? {}).filter(([key, n]) => n > 0 || key === chosen);
      entries = within(name, entries);
      if (chosen && !entries.some(([key]) => key === chosen)) entries.push([chosen, 0]);
      const isByName = name === 'tag' || name === 'source';
      entries.sort(isByName ? (a, b) => b[1] - a[1] || a[0].localeCompare(b[0]) : (a, b) => (a[0] < b[0] ? 1 : -1));
      const state = JSON.stringify([Boolean(known), chosen, entries, name === 'source' && sources]);
      if (filled.get(select) === state) continue; // making some hundred options takes longer than a search
      filled.set(select, state);
      const made = entries.map(([key, n]) => new Option(known ? `${labelOf(name, key)} (${number.format(n)})` : labelOf(name, key), key));
      select.replaceChildren(new Option(select.dataset.any, ''), ...made);
      select.value = chosen;
    }
    const n = (own.code ?? counts.code)?.yes;
    fields.code.nextElementSibling.textContent = n === undefined ? 'Has code' : `Has code (${number.format(n)})`;
  }

  /** Bring the dates together after one of them changed: a year or a range that does not hold the others unsets them. */
  function agree(changed) {
    const [from, to] = RANGE.map(text);
    if (changed === 'year' && text('year')) RANGE.filter((name) => !text(name).startsWith(text('year'))).forEach((name) => choose(name, ''));
    if (RANGE.includes(changed) && from && to && from > to) choose(changed === 'from' ? 'to' : 'from', text(changed));
    const day = text('day');
    const isOut = (text('from') && day < text('from')) || (text('to') && day.slice(0, 7) > text('to')) || !day.startsWith(text('year'));
    if (changed !== 'day' && day && isOut) choose('day', '');
  }

  return { active, value, choose, unset, label, read, write, prepare, options, fill, agree };
}
