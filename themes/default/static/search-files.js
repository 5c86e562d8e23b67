// Reads the files of a Pagefind index: gzip around a magic word and CBOR (RFC 8949), see sitegen/publish/stable_index.py.
const MAGIC = 'pagefind_dcd';
const GZIP = 0x1f; // its first byte
const [UNSIGNED, NEGATIVE, TEXT, LIST] = [0, 1, 3, 4]; // of CBOR, what these files have
const reader = new TextDecoder();

/** What a file holds, after its magic word, as bytes. */
async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const packed = new Uint8Array(await answer.arrayBuffer());
  const bytes = packed[0] === GZIP ? await unpacked(packed) : packed; // some hosts unpack it on the way
  if (reader.decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) throw new Error(`${address}: not a file of an index`);
  return bytes.subarray(MAGIC.length);
}

async function unpacked(bytes) {
  const { writable, readable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const [unpacked_] = await Promise.all([new Response(readable).arrayBuffer(), written]);
  return new Uint8Array(unpacked_);
}

/** The text of a paper, with what is shown of it. */
export const readText = async (address) => JSON.parse(reader.decode(await load(address)));

/** The lists, texts and numbers of a file. */
export const readLists = async (address) => decoder(await load(address)).next();

/**
 * The words of a file, in their order: word → the forms of it, with accents and without. A form has the numbers of its `pages`, and where it stands
 * in the text of page `i`: `places` from `starts[i]` to `starts[i + 1]`, each 256 times the place and the weight that a word has there. In the same
 * way `fields`, from `fieldStarts[i]`, says where it stands in the title or among the authors: 65,536 times the field, and the place.
 */
export async function readWords(address) {
  const { list, next, integer } = decoder(await load(address));
  const words = new Map();
  list();
  for (let left = list(); left; left -= 1) {
    const parts = list();
    const word = next();
    const forms = [{ form: word, ...pagesOf(list, integer) }];
    for (let others = parts > 2 ? list() : 0; others; others -= 1) {
      list();
      forms.push({ form: next(), ...pagesOf(list, integer) });
    }
    words.set(word, forms);
  }
  return words;
}

function pagesOf(list, integer) {
  const count = list();
  const [pages, starts, fieldStarts] = [0, 1, 1].map((more) => new Uint32Array(count + more));
  const [places, fields] = [[], []];
  let page = 0;
  for (let i = 0; i < count; i += 1) {
    const parts = list();
    page += integer();
    pages[i] = page;
    let [weight, place] = [25, 0];
    for (let left = list(); left; left -= 1) {
      const step = integer();
      if (step < 0) [weight, place] = [Math.min(255, -step - 1), 0]; // of what follows
      else {
        place += step;
        places.push(place * 256 + weight);
      }
    }
    let [field, at] = [0, 0];
    for (let left = parts > 2 ? list() : 0; left; left -= 1) {
      const step = integer();
      if (step < 0) [field, at] = [-step - 1, 0];
      else {
        at += step;
        fields.push(field * 65_536 + at);
      }
    }
    starts[i + 1] = places.length;
    fieldStarts[i + 1] = fields.length;
  }
  return { pages, starts, places, fieldStarts, fields };
}

function decoder(bytes) {
  let at = 0;
  let number = 0;
  function head() {
    const byte = bytes[at];
    const short = byte & 31;
    at += 1;
    if (short < 24) number = short;
    else if (short > 26) throw new Error(`not of an index: ${byte}`);
    else {
      number = 0;
      for (let left = 2 ** (short - 24); left; left -= 1, at += 1) number = number * 256 + bytes[at];
    }
    return byte >> 5;
  }
  function list() {
    if (head() !== LIST) throw new Error('not of an index: no list');
    return number;
  }
  function integer() {
    const kind = head();
    if (kind > NEGATIVE) throw new Error('not of an index: no number');
    return kind === NEGATIVE ? -1 - number : number;
  }
  function next() {
    const kind = head();
    if (kind === UNSIGNED) return number;
    if (kind === NEGATIVE) return -1 - number;
    if (kind === LIST) return Array.from({ length: number }, next);
    if (kind !== TEXT) throw new Error(`not of an index: ${kind}`);
    at += number;
    return reader.decode(bytes.subarray(at - number, at));
  }
  return { list, integer, next };
}
