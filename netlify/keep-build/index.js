// Keeps the site and what the last build remembers of it, so that the next build makes only what changed.
// A build without them makes the same site; it takes longer.
const FOLDERS = ["public", ".sitegen"];

export const onPreBuild = ({ utils }) => utils.cache.restore(FOLDERS);

export const onPostBuild = ({ utils }) => utils.cache.save(FOLDERS);
