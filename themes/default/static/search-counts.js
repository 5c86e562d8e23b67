// How many of some papers have each value of a filter, for answers that Pagefind did not give as they are. Read from the files of a bundle itself:
// gzip around a magic word and CBOR, see sitegen/publish/stable_index.py.
const MAGIC = 'pagefind_dcd';
const GZIP = 0x1f; // its first byte
const FILTERS = 3; // the place of the filters' names in the file of an index
const [UNSIGNED, TEXT, LIST] = [0, 3, 4]; // of CBOR (RFC 8949), what these files have

/** Return a function that counts: papers, by the names of their bundles and their numbers there, and the names of filters → value → papers. */
export function openCounts(folderOf) {
  const files = new Map(); // address → the promise of what is in it
  const read = (address) => {
    if (!files.has(address)) files.set(address, load(address));
    return files.get(address);
  };

  /** The values of a filter in a bundle, each with the numbers of its papers. */
  async function valuesIn(bundle, filter) {
    const known = (await read(`${folderOf(bundle)}pagefind.meta.pf_meta`))[FILTERS];
    const file = known.find(([name]) => name === filter)?.[1];
    return file ? (await read(`${folderOf(bundle)}filter/${file}.pf_filter`))[1] : [];
  }

  return async (papers, filters) => {
    const counts = Object.fromEntries(filters.map((filter) => [filter, {}]));
    await Promise.all([...papers].flatMap(([bundle, numbers]) => filters.map(async (filter) => {
      for (const [value, having] of await valuesIn(bundle, filter)) {
        const count = having.filter((number) => numbers.has(number)).length;
        if (count) counts[filter][value] = (counts[filter][value] ?? 0) + count;
      }
    })));
    return counts;
  };
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return decode(bytes[0] === GZIP ? await unpacked(bytes) : bytes); // some hosts unpack it on the way
}

async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function decode(bytes) {
  const view = new DataView(bytes.buffer);
  const reader = new TextDecoder();
  if (reader.decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) throw new Error('not a file of an index');
  let at = MAGIC.length;
  const sizes = { 24: 'getUint8', 25: 'getUint16', 26: 'getUint32' };
  function head() {
    const byte = view.getUint8(at);
    const [kind, short] = [byte >> 5, byte & 31];
    at += 1;
    if (short < 24) return [kind, short];
    if (!sizes[short]) throw new Error(`not of an index: ${byte}`);
    const number = view[sizes[short]](at);
    at += 2 ** (short - 24);
    return [kind, number];
  }
  function next() {
    const [kind, number] = head();
    if (kind === UNSIGNED) return number;
    if (kind === LIST) return Array.from({ length: number }, next);
    if (kind !== TEXT) throw new Error(`not of an index: ${kind}`);
    at += number;
    return reader.decode(bytes.subarray(at - number, at));
  }
  return next();
}
