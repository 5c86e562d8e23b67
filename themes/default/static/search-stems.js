// The stems of words, as the index has them. Pagefind's program knows them for all its languages: it is asked for a query in an index without papers,
// and says with its answer what it looked for.
const WAIT = 10_000; // milliseconds for the program to load

/** Start the program that lies in `folder`; returns a function that promises the stems of the words of a text. */
export async function openStems(folder, language) {
  const worker = new Worker(new URL('pagefind-worker.js', folder));
  const asked = new Map(); // number of a question → what to do with its answer
  let broken = null;
  let last = 0;

  function fail(reason) {
    broken = new Error(reason);
    for (const { reject } of asked.values()) reject(broken);
    asked.clear();
  }

  worker.addEventListener('error', (event) => fail(`pagefind-worker.js: ${event.message ?? 'not loaded'}`));
  worker.addEventListener('message', ({ data: { id, result, error } }) => {
    const { resolve, reject } = asked.get(id) ?? {};
    asked.delete(id);
    if (error) reject?.(new Error(error));
    else resolve?.(result);
  });

  const ask = (method, ...args) => new Promise((resolve, reject) => {
    if (broken) reject(broken);
    last += 1;
    asked.set(last, { resolve, reject });
    worker.postMessage({ id: last, method, args });
  });

  const late = setTimeout(() => fail('pagefind-worker.js: no answer'), WAIT);
  await ask('init', { basePath: folder.pathname, language, metaCacheTag: '' });
  await ask('enterPlaygroundMode'); // in which it says the stems
  clearTimeout(late);
  return async (text) => (await ask('search', text, {})).search_keywords ?? [];
}
