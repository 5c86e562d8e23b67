// Loaded in <head> without defer: a remembered choice is in place before anything is painted.
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const read = () => { try { return localStorage.getItem('theme'); } catch { return null; } };
  const dark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);

  const show = () => {
    document.querySelector('.theme-toggle')?.setAttribute('aria-pressed', String(dark()));
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
      meta.dataset.own ??= meta.content;
      const chosen = root.dataset.theme && document.querySelector(`meta[name="theme-color"][media*="${root.dataset.theme}"]`);
      meta.content = chosen ? (chosen.dataset.own ?? chosen.content) : meta.dataset.own;
    }
  };

  const apply = (choice) => {
    if (choice === 'light' || choice === 'dark') root.dataset.theme = choice;
    else delete root.dataset.theme;
  };

  // What is wider than the page scrolls sideways; the keyboard must be able to reach it.
  const reach = () => {
    for (const box of document.querySelectorAll('h1:has(math), .prose :is(p, li):has(math), .prose :is(pre, table), math[display="block"]')) {
      if (box.scrollWidth > box.clientWidth) box.setAttribute('tabindex', '0');
    }
  };

  root.dataset.js = '';
  apply(read());
  document.addEventListener('DOMContentLoaded', show);
  addEventListener('load', reach);
  addEventListener('resize', reach);
  system.addEventListener('change', show);
  addEventListener('storage', (event) => {
    if (event.key === 'theme') { apply(event.newValue); show(); }
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('.theme-toggle')) return;
    const wanted = dark() ? 'light' : 'dark';
    // A choice that equals the system's is forgotten, so that the page follows the system again.
    const choice = (wanted === 'dark') === system.matches ? null : wanted;
    try {
      if (choice) localStorage.setItem('theme', choice);
      else localStorage.removeItem('theme');
    } catch { /* private windows: the choice lasts for this page */ }
    apply(choice);
    show();
  });

  // Shortcuts of the keyboard are loaded by the first key that may be one. None is taken from a text that is being typed.
  const script = document.currentScript;
  const keys = () => import(new URL(script.dataset.keys, location));
  const isTyping = (node) => node.isContentEditable || (node.matches?.('input, textarea, select') && !node.matches('[type="checkbox"], [type="radio"]'));
  const listen = (choice) => { if (choice === 'off') root.dataset.keys = choice; else delete root.dataset.keys; };
  document.addEventListener('keydown', (event) => {
    const isSign = event.key === '/' || event.key === '?'; // which need Shift on some keyboards
    if (!isSign && (event.shiftKey || !/^[a-z]$/i.test(event.key))) return;
    if (root.dataset.keys || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (isSign) event.preventDefault();
    keys().then(({ press }) => press(event));
  });
  document.addEventListener('click', ({ target }) => {
    if (target.closest?.('.keys-help')) keys().then(({ help }) => help());
  });
  addEventListener('storage', (event) => { if (event.key === 'shortcuts') listen(event.newValue); });
  try {
    listen(localStorage.getItem('shortcuts'));
    // What a reader hid is folded by library.js, and not seen before.
    if (localStorage.getItem(`library:${new URL('../', script.src).pathname}:hides`)) root.dataset.hold = '';
  } catch { /* no storage */ }
})();
