"use strict";
(() => {
  const search = document.getElementById("search");
  const articles = [...document.querySelectorAll("article")];
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const article of articles) {
      const found = words.every((word) => article.dataset.search.includes(word));
      article.hidden = !found;
      shown += found;
      const entry = document.querySelector(`nav li[data-for="${article.id}"]`);
      if (entry) entry.hidden = !found;
    }
    document.getElementById("nothing").hidden = shown > 0 || !articles.length;
  };
  search.addEventListener("input", filter);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
  });
  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  document.getElementById("print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  // Show the marked column of each line.
  document.querySelectorAll(".source mark").forEach((mark) => {
    const box = mark.closest(".source");
    const right = mark.offsetLeft - box.offsetLeft + mark.offsetWidth;
    if (right > box.clientWidth) box.scrollLeft = right - box.clientWidth / 2;
  });
})();
