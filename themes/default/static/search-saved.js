// The papers that a reader saved, for searches among them. The library lies in the browser's storage: see library-store.js.

/** The slugs of the papers saved on the site at `root`; none where there is no storage, or where it is damaged. */
export function savedPapers({ decode, keyOf }, root) {
  try {
    const { papers } = decode(localStorage.getItem(keyOf(root.pathname))).library;
    return new Set([...papers].filter(([, paper]) => paper.saved).map(([slug]) => slug));
  } catch {
    return new Set();
  }
}

/** The short name of a paper, as the index has it: FNV-1a of 32 bits. */
export function shortName(slug) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(slug)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}
