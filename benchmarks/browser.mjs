// What the modules of the search page need of a browser, for node: files in the place of requests, and workers. `openSite` opens the index of a
// folder that was published; `requests` has the sizes of all that was read.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const STATIC = new URL('../themes/default/static/', import.meta.url);
export const requests = [];

async function read(address) {
  const bytes = await readFile(fileURLToPath(new URL(String(address), 'file://')));
  requests.push({ address: String(address), size: bytes.length });
  return bytes;
}

globalThis.fetch = async (address) => new Response(await read(address));

/** Runs a script here, with what Pagefind's program asks for. */
globalThis.Worker = class {
  constructor(address) {
    this.listeners = [];
    const self = {
      addEventListener: (_, listener) => { this.asked = listener; },
      postMessage: (data) => this.listeners.forEach((listener) => listener({ data })),
    };
    const world = { self, fetch, console, TextDecoder, TextEncoder, WebAssembly, URL, Response, setTimeout, Intl, Uint8Array, location: { href: 'file:///' } };
    this.started = read(address).then((script) => vm.runInContext(script.toString(), vm.createContext(world)));
  }

  addEventListener(kind, listener) {
    if (kind === 'message') this.listeners.push(listener);
  }

  postMessage(data) {
    this.started.then(() => this.asked({ data }));
  }
};

/** A module of the search page. The files have names that node takes for something else. */
export async function part(name) {
  const source = await readFile(new URL(`search-${name}.js`, STATIC), 'utf8');
  return import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
}

/** The index of the site that lies in a folder, as the search page opens it. */
export async function openSite(folder) {
  const [{ openIndex }, files, match, stems] = await Promise.all(['index', 'files', 'match', 'stems'].map(part));
  const index = await openIndex(new URL(`file://${folder}/`), { files, match, stems }, 'en');
  await index.load();
  return index;
}
