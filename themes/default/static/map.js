// The map of all papers. Places come first and are drawn at once; titles are read when somebody points at a paper or searches.
const element = (name) => document.getElementById(name);
const map = element('map');
const [frame, canvas, card, status, found, search] = ['map-frame', 'map-canvas', 'map-card', 'map-status', 'map-found', 'map-search'].map(element);
const [cardTitle, cardTags] = ['map-card-title', 'map-card-tags'].map(element);
const buttons = [...element('map-legend').querySelectorAll('button')];
const context = canvas.getContext('2d');
const side = Number(map.dataset.side);
const number = new Intl.NumberFormat(document.documentElement.lang || undefined);

const GRID = 100; // cells along a side, for finding what is under the pointer
const FOUND = 10; // how many titles a search lists
const REACH = 14; // how near to a point a pointer must be, in pixels
const MOST = 80; // how far one can zoom in
const DENSE = 1500; // when more points than this are in sight, they are written as pixels: shapes would take too long

const urls = map.dataset.files.split(' ').filter(Boolean);
const files = urls.filter((_, i) => i % 2 === 0).map((places, i) => ({ places, papers: urls[2 * i + 1], first: 0, count: 0, loading: null, list: null }));
const topics = buttons.map((button) => ({ slug: button.dataset.topic, name: button.children[1].textContent, button, members: [], colour: '', form: Number(button.querySelector('svg').dataset.form), label: null }));
let points = { count: 0, x: new Float32Array(0), y: new Float32Array(0), topic: new Uint8Array(0), matches: null };
let cells = { start: new Uint32Array(GRID * GRID + 1), order: new Uint32Array(0) };
const view = { x: side / 2, y: side / 2, scale: 0.05, whole: 0.05, width: 1, height: 1 };
let box = { left: 0, right: side, top: 0, bottom: side };
let chosen = -1; // the point that the card tells of
let chosenBy = '';
let waiting = 0;
let colours = { ink: '', paper: '', accent: '' };

/* Data */

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

async function start() {
  const parts = await Promise.allSettled(files.map((file) => read(file.places)));
  const missing = parts.filter((part) => part.status === 'rejected').length;
  gather(parts.map((part) => part.value ?? { topics: [], x: [], y: [], topic: [] }));
  if (missing) status.textContent = 'A part of the map could not be loaded. Load the page again to try once more.';
  fit(box);
}

function gather(parts) {
  const count = parts.reduce((sum, part) => sum + part.x.length, 0);
  points = { count, x: new Float32Array(count), y: new Float32Array(count), topic: new Uint8Array(count), matches: null };
  const numbers = new Map(topics.map((topic, i) => [topic.slug, i]));
  let next = 0;
  parts.forEach((part, i) => {
    files[i].first = next;
    files[i].count = part.x.length;
    const known = part.topics.map((slug) => numbers.get(slug) ?? topics.length - 1);
    for (let j = 0; j < part.x.length; j += 1, next += 1) {
      points.x[next] = part.x[j];
      points.y[next] = part.y[j];
      points.topic[next] = known[part.topic[j]];
    }
  });
  for (const topic of topics) topic.members = [];
  for (let i = 0; i < count; i += 1) topics[points.topic[i]].members.push(i);
  sortIntoCells();
  box = bounds(points.x.keys());
  for (const topic of topics) topic.label = centre(topic.members);
}

const cellOf = (value) => Math.min(GRID - 1, Math.floor((value / side) * GRID));

function sortIntoCells() {
  const start = new Uint32Array(GRID * GRID + 1);
  const cell = (i) => cellOf(points.y[i]) * GRID + cellOf(points.x[i]);
  for (let i = 0; i < points.count; i += 1) start[cell(i) + 1] += 1;
  for (let i = 0; i < GRID * GRID; i += 1) start[i + 1] += start[i];
  const next = start.slice();
  const order = new Uint32Array(points.count);
  for (let i = 0; i < points.count; i += 1) order[next[cell(i)]++] = i;
  cells = { start, order };
}

function bounds(which) {
  const found = { left: side, right: 0, top: side, bottom: 0 };
  for (const i of which) {
    found.left = Math.min(found.left, points.x[i]);
    found.right = Math.max(found.right, points.x[i]);
    found.top = Math.min(found.top, points.y[i]);
    found.bottom = Math.max(found.bottom, points.y[i]);
  }
  return found.left > found.right ? { left: 0, right: side, top: 0, bottom: side } : found;
}

// Where a topic is densest: a name in the middle of two clusters would stand on neither.
function centre(members) {
  const coarse = 20;
  const counts = new Map();
  const place = (i) => [Math.min(coarse - 1, Math.floor((points.x[i] / side) * coarse)), Math.min(coarse - 1, Math.floor((points.y[i] / side) * coarse))];
  for (const i of members) {
    const [column, row] = place(i);
    for (let dx = -1; dx <= 1; dx += 1) for (let dy = -1; dy <= 1; dy += 1) {
      const key = (column + dx) * 1000 + row + dy;
      counts.set(key, (counts.get(key) ?? 0) + (dx || dy ? 1 : 2));
    }
  }
  let best = -1;
  let most = 0;
  for (const [key, count] of counts) if (count > most) [best, most] = [key, count];
  const near = members.filter((i) => {
    const [column, row] = place(i);
    return Math.abs(column - Math.floor(best / 1000)) < 2 && Math.abs(row - (best % 1000)) < 2;
  });
  if (!near.length) return null;
  return { x: near.reduce((sum, i) => sum + points.x[i], 0) / near.length, y: near.reduce((sum, i) => sum + points.y[i], 0) / near.length };
}

function fileOf(i) {
  return files.find((file) => i >= file.first && i < file.first + file.count);
}

async function papersOf(file) {
  file.loading ??= read(file.papers).then((data) => {
    file.list = data.papers.map(([slug, title, tags]) => ({ slug, title, tags: tags.map((tag) => data.tags[tag]) }));
  }).catch((error) => { file.loading = null; throw error; });
  await file.loading;
  return file.list;
}

async function paper(i) {
  const file = fileOf(i);
  return (await papersOf(file))[i - file.first];
}

const addressOf = (item) => `${map.dataset.papers}${item.slug}/`;

/* Drawing */

function readColours() {
  const style = getComputedStyle(frame);
  colours = { ink: style.getPropertyValue('--ink'), paper: style.getPropertyValue('--paper'), accent: style.getPropertyValue('--accent') };
  for (const topic of topics) topic.colour = getComputedStyle(topic.button.querySelector('svg')).color;
  draw();
}

function resize() {
  const ratio = Math.min(devicePixelRatio || 1, 2);
  const was = view.whole;
  [view.width, view.height] = [frame.clientWidth, frame.clientHeight];
  canvas.width = Math.max(1, Math.round(view.width * ratio));
  canvas.height = Math.max(1, Math.round(view.height * ratio));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  view.whole = scaleFor(box);
  if (view.scale <= was * 1.001) fit(box);
  draw();
}

function scaleFor(area) {
  const room = Math.min(40, view.width / 10);
  return Math.min((view.width - 2 * room) / Math.max(area.right - area.left, 200), (view.height - 2 * room) / Math.max(area.bottom - area.top, 200));
}

function fit(area) {
  view.whole = scaleFor(box);
  view.scale = Math.min(scaleFor(area), view.whole * MOST);
  view.x = (area.left + area.right) / 2;
  view.y = (area.top + area.bottom) / 2;
  draw();
}

function draw() {
  if (!waiting) waiting = requestAnimationFrame(paint);
}

const across = (x) => (x - view.x) * view.scale + view.width / 2;
const down = (y) => (y - view.y) * view.scale + view.height / 2;
// As large as leaves gaps between neighbours, and larger the nearer one looks.
const radius = () => {
  const apart = Math.min(130, side * Math.sqrt(0.55 / (points.count || 1)));
  const whole = Math.min(5, Math.max(points.count > 5000 ? 1.1 : 1.8, 0.48 * apart * view.whole));
  return Math.min(10, whole * Math.sqrt(view.scale / view.whole));
};

function paint() {
  waiting = 0;
  context.clearRect(0, 0, view.width, view.height);
  const size = radius();
  const some = topics.some((topic) => topic.button.ariaPressed === 'true');
  const order = [...topics].sort((one, other) => (one.button.ariaPressed === 'true') - (other.button.ariaPressed === 'true'));
  const isPale = (topic) => some && topic.button.ariaPressed !== 'true';
  const alpha = (topic) => (isPale(topic) || points.matches ? 0.16 : 0.9);
  const dense = points.count > DENSE && inSight() > DENSE;
  if (dense) paintPixels(order, size, alpha);
  for (const topic of order) {
    if (!dense) paintPoints(topic.members, topic.colour, topic.form, size, alpha(topic));
    if (points.matches && !isPale(topic)) paintPoints(topic.members.filter((i) => points.matches[i]), topic.colour, topic.form, Math.max(size * 1.5, 3.5), 1);
  }
  context.globalAlpha = 1;
  paintLabels(some);
  if (chosen >= 0) ring(chosen, Math.max(size + 3, 6));
  if (frame.matches(':focus-visible') && points.count) paintCross();
  placeCard();
}

function inSight() {
  let count = 0;
  for (let i = 0; i < points.count; i += 1) {
    if (Math.abs(points.x[i] - view.x) * view.scale * 2 < view.width && Math.abs(points.y[i] - view.y) * view.scale * 2 < view.height) count += 1;
  }
  return count;
}

let image = null;

function paintPixels(order, size, alpha) {
  const { width, height } = canvas;
  if (image?.width !== width || image.height !== height) image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(0);
  const scale = (view.scale * width) / view.width;
  const edge = Math.max(2, Math.round((2 * size * width) / view.width));
  const middle = (edge - 1) / 2;
  const insets = Array.from({ length: edge }, (_, row) => (edge > 3 ? Math.round(edge / 2 - Math.sqrt((edge / 2) ** 2 - (row - middle) ** 2)) : 0));
  for (const topic of order) {
    const [red, green, blue] = topic.colour.match(/\d+/g).map(Number);
    const pixel = ((Math.round(alpha(topic) * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    for (const i of topic.members) {
      const left = Math.round((points.x[i] - view.x) * scale + width / 2 - edge / 2);
      const top = Math.round((points.y[i] - view.y) * scale + height / 2 - edge / 2);
      if (left < 0 || top < 0 || left + edge > width || top + edge > height) continue;
      for (let row = 0; row < edge; row += 1) {
        const aside = insets[row];
        const start = (top + row) * width + left;
        for (let k = start + aside; k < start + edge - aside; k += 1) pixels[k] = pixel;
      }
    }
  }
  context.putImageData(image, 0, 0);
}

function paintPoints(members, colour, form, size, alpha) {
  const stamp = stampOf(colour, form, size);
  const half = stamp.width / stamp.ratio / 2;
  const { width, height } = view;
  context.globalAlpha = alpha;
  for (const i of members) {
    const x = across(points.x[i]);
    const y = down(points.y[i]);
    if (x < -half || y < -half || x > width + half || y > height + half) continue;
    context.drawImage(stamp, x - half, y - half, 2 * half, 2 * half);
  }
}

// A point is drawn once and stamped where it is wanted: thousands of shapes in one path take a browser long.
const stamps = new Map();

function stampOf(colour, form, size) {
  const key = `${colour} ${form} ${size.toFixed(1)} ${canvas.width / view.width}`;
  if (!stamps.has(key)) {
    if (stamps.size > 200) stamps.clear();
    const stamp = document.createElement('canvas');
    stamp.ratio = canvas.width / view.width;
    const half = Math.ceil((size * 1.2 + 1) * stamp.ratio);
    stamp.width = 2 * half;
    stamp.height = 2 * half;
    const brush = stamp.getContext('2d');
    const r = size * stamp.ratio;
    brush.translate(half, half);
    brush.fillStyle = colour;
    brush.beginPath();
    if (form === 1) {
      for (const [x, y] of [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]) brush.lineTo(x * r, y * r);
    } else if (form > 1) brush.rect(-0.9 * r, -0.9 * r, 1.8 * r, 1.8 * r);
    else brush.arc(0, 0, r, 0, 2 * Math.PI);
    brush.fill();
    stamps.set(key, stamp);
  }
  return stamps.get(key);
}

function paintLabels(some) {
  const style = getComputedStyle(frame);
  context.font = `600 ${view.width < 480 ? 12 : 14}px ${style.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = colours.paper;
  context.fillStyle = colours.ink;
  const taken = [];
  for (const topic of [...topics].sort((one, other) => other.members.length - one.members.length)) {
    if (!topic.slug || !topic.label || (some && topic.button.ariaPressed !== 'true')) continue;
    const half = context.measureText(topic.name).width / 2;
    const x = Math.min(Math.max(across(topic.label.x), half + 6), view.width - half - 6);
    const y = down(topic.label.y);
    if (across(topic.label.x) < 0 || across(topic.label.x) > view.width || y < 10 || y > view.height - 10) continue;
    if (taken.some((other) => Math.abs(other.x - x) < other.half + half + 8 && Math.abs(other.y - y) < 18)) continue;
    taken.push({ x, y, half });
    context.strokeText(topic.name, x, y);
    context.fillText(topic.name, x, y);
  }
}

function ring(i, size) {
  context.beginPath();
  context.arc(across(points.x[i]), down(points.y[i]), size, 0, 2 * Math.PI);
  context.lineWidth = 2.5;
  context.strokeStyle = colours.accent;
  context.stroke();
}

function paintCross() {
  const [x, y] = [view.width / 2, view.height / 2];
  context.lineWidth = 1;
  context.strokeStyle = colours.ink;
  context.beginPath();
  context.moveTo(x - 12, y);
  context.lineTo(x + 12, y);
  context.moveTo(x, y - 12);
  context.lineTo(x, y + 12);
  context.stroke();
}

/* Moving */

function move(dx, dy) {
  view.x = Math.min(Math.max(view.x - dx / view.scale, box.left), box.right);
  view.y = Math.min(Math.max(view.y - dy / view.scale, box.top), box.bottom);
  draw();
}

function zoom(factor, x = view.width / 2, y = view.height / 2) {
  const scale = Math.min(Math.max(view.scale * factor, view.whole * 0.7), view.whole * MOST);
  const [dx, dy] = [x - view.width / 2, y - view.height / 2];
  view.x += dx / view.scale - dx / scale;
  view.y += dy / view.scale - dy / scale;
  view.scale = scale;
  draw();
}

/* Pointing at a paper */

const isShown = (i) => {
  const { button } = topics[points.topic[i]];
  return (!topics.some((topic) => topic.button.ariaPressed === 'true') || button.ariaPressed === 'true') && (!points.matches || points.matches[i]);
};

function nearest(x, y, reach) {
  const [left, top] = [view.x + (x - reach - view.width / 2) / view.scale, view.y + (y - reach - view.height / 2) / view.scale];
  const [right, bottom] = [left + (2 * reach) / view.scale, top + (2 * reach) / view.scale];
  let best = -1;
  let least = reach * reach;
  for (let row = Math.max(0, cellOf(top)); row <= cellOf(bottom); row += 1) {
    for (let k = cells.start[row * GRID + Math.max(0, cellOf(left))]; k < cells.start[row * GRID + Math.max(0, cellOf(right)) + 1]; k += 1) {
      const i = cells.order[k];
      const distance = (across(points.x[i]) - x) ** 2 + (down(points.y[i]) - y) ** 2;
      if (distance < least && isShown(i)) [best, least] = [i, distance];
    }
  }
  return best;
}

async function choose(i, by) {
  frame.classList.toggle('on-point', i >= 0 && by === 'mouse');
  if (i === chosen && by === chosenBy) return;
  [chosen, chosenBy] = [i, by];
  card.hidden = true;
  draw();
  if (i < 0) return;
  try {
    const item = await paper(i);
    if (i !== chosen) return;
    cardTitle.textContent = item.title;
    cardTitle.href = addressOf(item);
    cardTags.textContent = item.tags.join(' · ');
    card.classList.toggle('can-open', by === 'touch');
    card.hidden = false;
    if (by === 'keyboard') status.textContent = `${item.title}. ${item.tags.join(', ')}. Enter opens it.`;
    placeCard();
  } catch {
    status.textContent = 'The titles could not be loaded.';
  }
}

function placeCard() {
  if (card.hidden || chosen < 0) return;
  const [x, y] = [across(points.x[chosen]), down(points.y[chosen])];
  const left = Math.min(Math.max(4, x + 12), view.width - card.offsetWidth - 4);
  const below = y + 14 + card.offsetHeight < view.height;
  card.style.left = `${Math.max(4, left)}px`;
  card.style.top = `${below ? y + 14 : Math.max(4, y - 14 - card.offsetHeight)}px`;
}

async function open(i, aside) {
  const item = await paper(i);
  if (aside) window.open(addressOf(item), '_blank', 'noopener');
  else location.assign(addressOf(item));
}

/* Pointers */

const pointers = new Map();
let travelled = 0;
const spread = () => {
  const [one, other] = [...pointers.values()];
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, apart: Math.hypot(one.x - other.x, one.y - other.y) || 1 };
};
const at = (event) => {
  const rectangle = frame.getBoundingClientRect();
  return { x: event.clientX - rectangle.left - frame.clientLeft, y: event.clientY - rectangle.top - frame.clientTop };
};

frame.addEventListener('pointerdown', (event) => {
  if (event.target.closest('.map-card') || event.button > 1) return;
  if (event.button === 1) event.preventDefault();
  if (!pointers.size) travelled = 0;
  pointers.set(event.pointerId, at(event));
  frame.setPointerCapture(event.pointerId);
});

frame.addEventListener('pointermove', (event) => {
  const here = at(event);
  const before = pointers.get(event.pointerId);
  if (!before) {
    if (event.pointerType === 'mouse') choose(nearest(here.x, here.y, REACH), 'mouse');
    return;
  }
  const was = pointers.size === 2 ? spread() : null;
  pointers.set(event.pointerId, here);
  travelled += Math.hypot(here.x - before.x, here.y - before.y);
  if (travelled < 4) return;
  if (was) {
    const now = spread();
    zoom(now.apart / was.apart, now.x, now.y);
    move(now.x - was.x, now.y - was.y);
  } else if (pointers.size === 1) move(here.x - before.x, here.y - before.y);
});

frame.addEventListener('pointerup', (event) => {
  if (!pointers.delete(event.pointerId) || travelled >= 4) return;
  const { x, y } = at(event);
  const touch = event.pointerType !== 'mouse';
  const i = nearest(x, y, touch ? 2 * REACH : REACH);
  // A finger cannot hover: the first touch tells what the paper is, the second opens it.
  if (i >= 0 && (!touch || i === chosen)) open(i, event.ctrlKey || event.metaKey || event.button === 1);
  else if (touch) choose(i, 'touch');
});

for (const name of ['pointercancel', 'lostpointercapture']) frame.addEventListener(name, (event) => pointers.delete(event.pointerId));
frame.addEventListener('pointerleave', (event) => { if (event.pointerType === 'mouse') choose(-1, 'mouse'); });

frame.addEventListener('wheel', (event) => {
  event.preventDefault();
  const { x, y } = at(event);
  const lines = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
  zoom(Math.exp(-Math.max(-200, Math.min(200, event.deltaY * lines)) * 0.002), x, y);
}, { passive: false });

/* Keys and buttons */

const STEPS = { ArrowLeft: [70, 0], ArrowRight: [-70, 0], ArrowUp: [0, 70], ArrowDown: [0, -70] };
let settled = 0;

frame.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Enter') {
    if (chosen >= 0) open(chosen, false);
    return;
  }
  if (event.key in STEPS) move(...STEPS[event.key]);
  else if (event.key === '+' || event.key === '=') zoom(1.5);
  else if (event.key === '-' || event.key === '_') zoom(1 / 1.5);
  else if (event.key === '0') fit(box);
  else if (event.key === 'Escape') { choose(-1, 'keyboard'); return; } else return;
  event.preventDefault();
  clearTimeout(settled);
  settled = setTimeout(() => choose(nearest(view.width / 2, view.height / 2, 120), 'keyboard'), 200);
});
for (const name of ['focus', 'blur']) frame.addEventListener(name, draw);

element('map-in').addEventListener('click', () => zoom(1.6));
element('map-out').addEventListener('click', () => zoom(1 / 1.6));
element('map-all').addEventListener('click', () => fit(box));

for (const { button } of topics) {
  button.addEventListener('click', () => {
    button.ariaPressed = String(button.ariaPressed !== 'true');
    const pressed = topics.filter((topic) => topic.button.ariaPressed === 'true');
    const count = pressed.reduce((sum, topic) => sum + topic.members.length, 0);
    status.textContent = pressed.length ? `${number.format(count)} ${count === 1 ? 'paper' : 'papers'} of ${pressed.map((topic) => topic.name).join(', ')}.` : '';
    choose(-1, 'mouse');
    draw();
  });
}

/* Search */

let typing = 0;
let asked = 0;

async function find() {
  asked += 1;
  const mine = asked;
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) {
    points.matches = null;
    found.hidden = true;
    status.textContent = '';
    draw();
    return;
  }
  if (files.some((file) => !file.list)) status.textContent = 'Loading titles…';
  try {
    await Promise.all(files.map(papersOf));
  } catch {
    status.textContent = 'The titles could not be loaded.';
    return;
  }
  if (mine !== asked) return;
  const matches = new Uint8Array(points.count);
  const titles = [];
  let count = 0;
  for (const file of files) {
    for (let i = 0; i < file.count; i += 1) {
      const item = file.list[i];
      item.text ??= `${item.title} ${item.tags.join(' ')}`.toLowerCase();
      if (!words.every((word) => item.text.includes(word))) continue;
      matches[file.first + i] = 1;
      count += 1;
      if (titles.length < FOUND) titles.push(item);
    }
  }
  points.matches = matches;
  status.textContent = count ? `${number.format(count)} ${count === 1 ? 'paper' : 'papers'} found${count > FOUND ? `; the first ${FOUND} are listed` : ''}.` : 'No paper has these words in its title or tags.';
  found.replaceChildren(...titles.map((item) => {
    const entry = document.createElement('li');
    const link = document.createElement('a');
    link.href = addressOf(item);
    link.textContent = item.title;
    link.dir = 'auto';
    entry.append(link);
    return entry;
  }));
  found.hidden = !titles.length;
  draw();
}

search.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(find, 150);
});
search.addEventListener('keydown', async (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  clearTimeout(typing);
  await find();
  if (points.matches) fit(bounds([...points.x.keys()].filter((i) => points.matches[i])));
});

/* Beginning */

new ResizeObserver(resize).observe(frame);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', readColours);
new MutationObserver(readColours).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
readColours();
resize();
start();
