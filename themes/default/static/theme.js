// Loaded in <head> without defer: remembered choices are in place before anything is painted.
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const read = (name = 'theme') => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch { /* private windows: the choice lasts for this page */ }
  };
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

  // Lists are detailed or compact.
  const compact = (yes) => {
    if (yes) root.dataset.density = 'compact';
    else delete root.dataset.density;
    for (const button of document.querySelectorAll('.density')) button.setAttribute('aria-pressed', String(yes));
  };

  root.dataset.js = '';
  apply(read());
  compact(read('density') === 'compact');
  document.addEventListener('DOMContentLoaded', () => { show(); compact(root.dataset.density === 'compact'); });
  addEventListener('load', reach);
  addEventListener('resize', reach);
  system.addEventListener('change', show);
  addEventListener('storage', (event) => {
    if (event.key === 'theme') { apply(event.newValue); show(); }
    if (event.key === 'density') compact(event.newValue === 'compact');
  });
  document.addEventListener('click', (event) => {
    const random = event.target.closest?.('[data-random]');
    if (random && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      import(random.dataset.random).then((module) => module.go(random), () => location.assign(random.href));
    }
    if (event.target.closest?.('.density')) {
      const wanted = root.dataset.density !== 'compact';
      keep('density', wanted ? 'compact' : null);
      compact(wanted);
    }
    if (!event.target.closest?.('.theme-toggle')) return;
    const wanted = dark() ? 'light' : 'dark';
    // A choice that equals the system's is forgotten, so that the page follows the system again.
    const choice = (wanted === 'dark') === system.matches ? null : wanted;
    keep('theme', choice);
    apply(choice);
    show();
  });

  // What the box in the header offers is loaded when a reader goes to it.
  document.addEventListener('focusin', ({ target }) => {
    const form = target.closest?.('.site-search[data-suggest]');
    if (!form) return;
    const file = form.dataset.suggest;
    delete form.dataset.suggest;
    import(new URL(file, location)).then(({ start }) => start(form), () => { form.dataset.suggest = file; });
  });

  // Shortcuts of the keyboard are loaded by the first key that may be one. None is taken from a text that is being typed.
  const script = document.currentScript;
  let shortcuts = null; // one promise for all keys: of two imports, the later one may be answered first
  const keys = () => {
    shortcuts ??= import(new URL(script.dataset.keys, location)).catch((error) => { shortcuts = null; throw error; });
    return shortcuts;
  };
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
