// Asks an index as the search page does: what was meant, what is found, and the best of the first ten first. Arguments: the folder of the index,
// with the page's modules in it, and a file of queries. Prints the papers that each query finds, as the index has them and as the page shows them.
import { readFile } from 'node:fs/promises';

const [root, queries] = process.argv.slice(2);
globalThis.fetch = async (url) => new Response(await readFile(new URL(String(url).split('?')[0], 'file://')));
globalThis.window = globalThis;
globalThis.document = { querySelector: () => ({ getAttribute: () => 'en' }) };
globalThis.location = { origin: 'file://', href: 'file:///' };
const load = (name) => import(`file://${root}/${name}.mjs`);
const [{ openIndex }, { correct }, { rank }] = await Promise.all(['search-index', 'search-spelling', 'search-ranking'].map(load));
const index = await openIndex(new URL(`file://${root}/`));
await index.load();

const TEN = 10;
const slugOf = ({ data }) => data.url.split('/').at(-2);
const first = async (q) => {
  const { results } = await index.search(q);
  return Promise.all(results.slice(0, TEN).map(async (result) => ({ ...result, data: await result.data() })));
};
const answers = [];
for (const q of JSON.parse(await readFile(queries, 'utf8'))) {
  const plain = await first(q);
  const meant = (await correct(index, q)) || q;
  const found = meant === q ? plain : await first(meant);
  answers.push([plain.map(slugOf), rank(meant, found).map(slugOf)]);
}
console.log(JSON.stringify(answers));
