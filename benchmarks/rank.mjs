// Asks an index as the search page does: what was meant, what is found, and the best of the first ten first. Arguments: the folder of the index
// and a file of queries. Prints the papers that each query finds, as the index has them and as the page shows them.
import { readFile } from 'node:fs/promises';
import { openSite, part } from './browser.mjs';

const [root, queries] = process.argv.slice(2);
const [index, { correct }, { rank }] = await Promise.all([openSite(root), part('spelling'), part('ranking')]);

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
