// "3 new days, 214 papers since your last visit": told from what this browser remembers, and sent nowhere.
// Loaded in <head> without defer, so that the line is there before anything is painted.
(() => {
  const KEY = 'visits';
  const PAUSE = 6 * 3600 * 1000; // pages that are opened within it belong to one visit
  const NAMED = 4;
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  const DAY = /^\d{4}-\d\d-\d\d$/;

  const isVisit = (visit) => Number.isFinite(visit?.at) && DAY.test(visit?.newest);
  const read = () => {
    try {
      const { last, before } = JSON.parse(localStorage.getItem(KEY)) ?? {};
      return { last: isVisit(last) ? last : null, before: isVisit(before) ? before : null };
    } catch { return { last: null, before: null }; }
  };
  // Returns the visit before this one, or nothing.
  const visit = (newest, now) => {
    const { last, before } = read();
    const earlier = last && Math.abs(now - last.at) < PAUSE ? before : last;
    const seen = last && last.newest > newest ? last.newest : newest;
    try { localStorage.setItem(KEY, JSON.stringify({ last: { at: now, newest: seen }, before: earlier })); } catch { return null; }
    return earlier;
  };
  const named = (iso, thisYear) => {
    const [year, month, day] = iso.split('-').map(Number);
    return `${day} ${MONTHS[month - 1]}${year === thisYear ? '' : ` ${year}`}`;
  };
  const counted = (number, one, many) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

  customElements.define('since-visit', class extends HTMLElement {
    connectedCallback() {
      const days = (this.dataset.days ?? '').split(' ').map((text) => text.split(':')).filter(([iso, count]) => DAY.test(iso) && Number(count) > 0);
      if (!days.length || this.childElementCount) return;
      const now = new Date();
      const before = visit(days[0][0], now.getTime());
      const fresh = before ? days.filter(([iso]) => iso > before.newest) : [];
      if (!fresh.length) return;
      const papers = fresh.reduce((sum, [, count]) => sum + Number(count), 0);
      const when = new Date(before.at);
      const date = named(`${when.getFullYear()}-${when.getMonth() + 1}-${when.getDate()}`, now.getFullYear());
      const link = ([iso]) => {
        const a = document.createElement('a');
        a.href = `${this.dataset.root}${iso.replaceAll('-', '/')}/`;
        a.textContent = named(iso, now.getFullYear());
        return a;
      };
      const line = document.createElement('p');
      const least = fresh.length === days.length && days.length > 1 ? 'At least ' : '';
      line.append(`${least}${counted(fresh.length, 'new day', 'new days')}, ${counted(papers, 'paper', 'papers')} since your last visit on ${date}: `);
      const shown = fresh.length > NAMED ? [fresh.at(-1)] : fresh.toReversed();
      if (fresh.length > NAMED) line.append('from ');
      shown.forEach((day, index) => line.append(index ? ', ' : '', link(day)));
      if (fresh.length > NAMED) line.append(' on');
      this.append(line);
    }
  });
})();
