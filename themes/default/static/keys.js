// Shortcuts of the keyboard, loaded by theme.js at the first key. They press what is on the page: nothing can be done by a key that cannot be done without it.
const $ = (selector) => document.querySelector(selector);
const root = new URL('../', import.meta.url); // this file lies in assets/
const switches = document.documentElement.dataset; // `keys` is "off" when the reader switched them off
const ENTRIES = 'main :is(.card-title, .titles li, .ranking-title, .related-papers li, .new-paper) > a';
const PLACES = {
  h: ['', 'Home'], a: ['archive/', 'Archive'], t: ['tags/', 'Tags'], l: ['library/', 'Your library'], f: ['for-you/', 'For you'], s: ['search/', 'Search'],
};

let goes = 0; // until when a letter after g names a place
let dialog = null;

// Papers of a list

/** The entry in which the focus is: its link, or none. */
function current() {
  const entry = document.activeElement?.closest('main :is(.card, .titles li, .ranking > li, .related-papers li, .new-paper)');
  return entry?.querySelector(':is(.card-title, .ranking-title) > a, :scope > a');
}

const entryOf = (link) => link.closest('.card, li') ?? link;

function move(step) {
  const links = [...document.querySelectorAll(ENTRIES)];
  const from = current();
  let at = links.indexOf(from) + step;
  // From nowhere, the first one that is seen.
  if (!from) {
    const start = links.findIndex((link) => entryOf(link).getBoundingClientRect().bottom > 0);
    at = step > 0 ? start : start - 1;
  }
  while (links[at] && !links[at].checkVisibility()) at += step;
  if (!links[at]) return;
  links[at].focus({ preventScroll: true });
  entryOf(links[at]).scrollIntoView({ block: 'nearest' });
}

/** Press a button of the paper in which the focus is, or of the page's own. */
function act(name) {
  const card = current()?.closest('.card') ?? $('.library-bar[data-slug]');
  card?.querySelector(`[data-act="${name}"]`)?.click();
}

const search = () => ($('main input[type="search"]') ?? $('.site-search input'))?.focus();

const KEYS = {
  '/': ['Search', search],
  j: ['Next paper of a list', () => move(1)],
  k: ['Previous paper', () => move(-1)],
  o: ['Open the paper', () => current()?.click()],
  s: ['Save the paper', () => act('save')],
  x: ['Mark the paper as read', () => act('read')],
  h: ['Hide the paper', () => act('hide')],
  e: ['Write a note', () => act('note')],
  p: ['Previous page: day, month or paper', () => $('a[rel="prev"]')?.click()],
  n: ['Next page', () => $('a[rel="next"]')?.click()],
  d: ['Dark or light', () => $('.theme-toggle')?.click()],
  '?': ['This help', () => help()],
};
const REPEATED = 'jk';

// Help

function row([key, label]) {
  const item = document.createElement('div');
  const term = document.createElement('dt');
  for (const part of key.split(' ')) {
    const kbd = document.createElement('kbd');
    kbd.textContent = part;
    term.append(kbd, ' ');
  }
  const words = document.createElement('dd');
  words.textContent = label;
  item.append(term, words);
  return item;
}

/** Show what each key does. */
export function help() {
  if (!dialog) {
    dialog = document.createElement('dialog');
    dialog.className = 'dialog keys-dialog';
    dialog.setAttribute('aria-labelledby', 'keys-title');
    dialog.innerHTML = `<form method="dialog"><h2 id="keys-title">Keyboard shortcuts</h2><dl></dl>
<label class="check"><input type="checkbox"> <span>Use these shortcuts</span></label>
<p class="dialog-buttons"><button class="button" autofocus>Close</button></p></form>`;
    const rows = [...Object.entries(KEYS).map(([key, [label]]) => [key, label]), ...Object.entries(PLACES).map(([key, [, label]]) => [`g ${key}`, label])];
    dialog.querySelector('dl').append(...rows.map(row));
    const box = dialog.querySelector('input');
    box.addEventListener('change', () => {
      if (box.checked) delete switches.keys;
      else switches.keys = 'off';
      try {
        if (box.checked) localStorage.removeItem('shortcuts');
        else localStorage.setItem('shortcuts', 'off');
      } catch { /* no storage: it lasts for this page */ }
    });
    document.body.append(dialog);
  }
  dialog.querySelector('input').checked = switches.keys !== 'off';
  dialog.showModal();
}

/** Do what a key stands for; theme.js has looked whether it is one of ours, and not part of a text. */
export function press({ key: typed, timeStamp, repeat }) {
  const key = typed.toLowerCase();
  const place = timeStamp < goes && Object.hasOwn(PLACES, key) ? PLACES[key] : null;
  goes = 0;
  if (place) location.assign(new URL(place[0], root));
  else if (key === 'g') goes = timeStamp + 3_000;
  else if (Object.hasOwn(KEYS, key) && (!repeat || REPEATED.includes(key))) KEYS[key][1]();
}
