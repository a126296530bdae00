// A draft, a little easier: where one is in the chapters, and a sentence that was marked becomes a quotation.
const LONGEST = 500; // characters that may be marked: they travel in an address
const LINGER = 500; // milliseconds: on a touch screen the selection is gone before the tap arrives

const links = [...document.querySelectorAll(".contents a")];
const drawer = document.querySelector(".drawer");
const bar = document.querySelector("[data-quoting]");

/** Show in both lists of chapters which one is being read. */
function mark(id) {
  for (const link of links) {
    const isHere = link.hash === `#${id}`;
    if (isHere) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    const list = link.closest(".side");
    if (isHere && list?.scrollHeight > list?.clientHeight) {
      list.scrollTop = link.offsetTop - list.clientHeight / 2;
    }
    if (isHere) drawer.querySelector("[data-here]").textContent = link.textContent.trim();
  }
}

const known = new Set(links.map((each) => each.hash.slice(1)));
const read = new Set();
const order = [...document.querySelectorAll(".text [id]")].filter((each) => known.has(each.id));
const watcher = new IntersectionObserver((entries) => {
  for (const each of entries) each.isIntersecting ? read.add(each.target) : read.delete(each.target);
  const here = order.find((each) => read.has(each));
  if (here) mark(here.id);
}, { rootMargin: "-25% 0px -74% 0px" });
order.forEach((each) => watcher.observe(each));

drawer.addEventListener("click", (event) => {
  if (event.target.closest("a")) drawer.open = false;
});

/** What is selected in one article: the smallest provision around it, the words, where they begin in it. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const article = element(range.startContainer).closest(".article");
  const statute = article?.querySelector(".statute");
  if (!statute || !range.intersectsNode(statute)) return null;
  const lines = [...statute.children].filter((each) => range.intersectsNode(each) && wordsOf(within(range, each)).trim());
  if (!lines.length) return null;
  const place = lines.length === 1 && lines[0].id ? lines[0] : statute;
  const part = within(range, place);
  const quote = wordsOf(part).trim();
  if (quote.length > LONGEST) return null;
  const before = document.createRange();
  before.setStart(place, 0);
  before.setEnd(part.startContainer, part.startOffset);
  return { provision: place.id || article.id, quote, start: wordsOf(before).length };
}

function element(node) {
  return node instanceof Element ? node : node.parentElement;
}

/** The part of a range that lies in an element. */
function within(range, whole) {
  const part = range.cloneRange();
  if (!whole.contains(part.startContainer)) part.setStart(whole, 0);
  if (!whole.contains(part.endContainer)) part.setEnd(whole, whole.childNodes.length);
  return part;
}

/** The words of a range; within one 项 its label is not among them. */
function wordsOf(range) {
  const part = range.cloneContents();
  if (!part.querySelector("p")) part.querySelectorAll("b").forEach((each) => each.remove());
  return part.textContent;
}

let hiding = 0;
function offer() {
  const found = selected();
  clearTimeout(hiding);
  if (!found) {
    hiding = setTimeout(() => show(false), LINGER);
    return;
  }
  bar.querySelector("[data-quoted]").textContent = found.quote;
  bar.querySelector("[data-quote]").href = `${bar.parentElement.dataset.speak}?${new URLSearchParams(found)}`;
  show(true);
}

function show(isQuoting) {
  bar.hidden = !isQuoting;
  bar.previousElementSibling.hidden = isQuoting;
}

if (bar) {
  document.addEventListener("selectionchange", offer);
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // else the click would undo the selection
}
