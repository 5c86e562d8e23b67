// The dialog in which a reader writes a note on a paper and gives it tags of one's own. Loaded when it is first opened.
let dialog = null;

function make() {
  dialog = document.createElement('dialog');
  dialog.className = 'dialog note-dialog';
  dialog.setAttribute('aria-labelledby', 'note-title');
  dialog.innerHTML = `<form method="dialog">
<h2 id="note-title" dir="auto"></h2>
<label>Note <textarea name="note" rows="7" dir="auto"></textarea></label>
<label>Your own tags, with commas between <input type="text" name="labels" autocomplete="off" spellcheck="false" dir="auto"></label>
<p class="hint" role="status"></p>
<p class="dialog-buttons"><button class="button" value="keep">Keep</button> <button class="button" value="" formnovalidate>Cancel</button></p>
</form>`;
  // Control and Enter keep a note, as in a mail program.
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) dialog.querySelector('[value="keep"]').click();
  });
  document.body.append(dialog);
}

/** Let the reader write on the paper `seen`, whose name is `slug`. */
export function editNote(slug, seen, { store, change, checks }) {
  if (!dialog) make();
  const fields = dialog.querySelector('form').elements;
  const hint = dialog.querySelector('.hint');
  dialog.querySelector('h2').textContent = seen.title;
  hint.textContent = 'Kept in this browser, and sent nowhere.';
  fields.note.maxLength = checks.MOST_NOTE;
  fields.note.value = store.library.papers.get(slug)?.note ?? '';
  fields.labels.value = (store.library.papers.get(slug)?.labels ?? []).join(', ');
  dialog.returnValue = '';
  dialog.onclose = () => {
    if (dialog.returnValue !== 'keep') return;
    const note = fields.note.value.trim();
    const own = fields.labels.value.split(',').map((label) => label.trim()).filter(Boolean);
    const outcome = change(({ papers }) => {
      const old = papers.get(slug) ?? seen;
      const noted = note === old.note ? old.noted : Date.now();
      papers.set(slug, checks.checkPaper({ ...old, note, noted, labels: own }));
    }, note || own.length ? 'Note kept' : 'Note removed');
    if (outcome !== 'full') return;
    dialog.returnValue = '';
    dialog.showModal(); // with what was typed still in it
    hint.textContent = 'Not kept: the storage of this browser is full. Copy the text before you cancel.';
  };
  dialog.showModal();
  fields.note.focus();
}
