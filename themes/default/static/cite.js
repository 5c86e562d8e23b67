// The copy buttons of the citations, and the format that was chosen last.
const box = document.querySelector('.cite-box');
const status = box?.querySelector('[role="status"]');

const remembered = () => { try { return localStorage.getItem('cite'); } catch { return null; } };
const radios = [...(box?.querySelectorAll('input[type="radio"]') ?? [])];
const before = remembered();
for (const radio of radios) if (radio.value === before) radio.checked = true;

box?.addEventListener('change', (event) => {
  status.textContent = '';
  try { localStorage.setItem('cite', event.target.value); } catch { /* the choice lasts for this page */ }
});

box?.addEventListener('click', async (event) => {
  const text = event.target.closest('button')?.closest('.cite-text')?.querySelector('pre');
  if (!text) return;
  status.textContent = '';
  try {
    await navigator.clipboard.writeText(text.textContent);
    status.textContent = 'Copied';
  } catch {
    // Not allowed, or no secure connection: it is selected, so that one key copies it.
    getSelection().selectAllChildren(text);
    status.textContent = 'Selected: copy it with Ctrl+C or ⌘C';
  }
});
