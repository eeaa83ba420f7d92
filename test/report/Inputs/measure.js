(() => {
  const lines = [];
  const articles = [...document.querySelectorAll("article")];
  lines.push(`articles ${articles.length}`);
  let heights = 0, outside = 0;
  for (const article of articles) {
    const cards = [...article.querySelectorAll(".card")], svg = article.querySelector("svg.road");
    heights += Math.abs(svg.getBoundingClientRect().height - article.querySelector(".cards").getBoundingClientRect().height) > 1;
    [...svg.querySelectorAll(".station")].forEach((station, number) => {
      const at = station.getBoundingClientRect(), card = cards[number].getBoundingClientRect();
      outside += at.top < card.top || at.bottom > card.bottom;
    });
    for (const list of article.querySelectorAll(".source")) heights += list.scrollHeight > list.clientHeight + 1;
  }
  lines.push(`wrong heights ${heights}`, `stations outside of their cards ${outside}`);
  lines.push(`wide ${Math.max(0, document.documentElement.scrollWidth - innerWidth)}`);
  const search = document.getElementById("search");
  const shown = (words) => {
    search.value = words;
    search.dispatchEvent(new Event("input"));
    return articles.filter((article) => !article.hidden).length;
  };
  lines.push(`search for stale shows ${shown("stale free")}`);
  lines.push(`search for nonsense shows ${shown("no such word")}, says so: ${!document.getElementById("nothing").hidden}`);
  shown("");
  const color = () => getComputedStyle(document.body).backgroundColor;
  const before = color();
  document.getElementById("theme").click();
  lines.push(`colors differ: ${before !== color()}`);
  const out = document.createElement("pre");
  out.id = "measured";
  out.textContent = "\n" + lines.join("\n") + "\n";
  document.body.append(out);
})();
