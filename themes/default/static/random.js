// Leads to a paper by chance: one part of the sitemap, then one paper of it.
const locations = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const xml = new DOMParser().parseFromString(await answer.text(), 'text/xml');
  // The sitemap names the address where the site is published; a copy elsewhere has the same paths.
  return [...xml.getElementsByTagName('loc')].map((loc) => new URL(loc.textContent).pathname);
};
const any = (list) => {
  if (!list.length) throw new Error('the sitemap names no papers');
  return list[Math.floor(Math.random() * list.length)];
};

export const go = async (link) => {
  try {
    const parts = (await locations(link.dataset.map)).filter((path) => !path.endsWith('-pages.xml'));
    location.assign(any(await locations(any(parts))));
  } catch {
    location.assign(link.href);
  }
};
