<script>
/* Measures the page of custody-scan and writes the result into it. */
const told = document.createElement("pre");
told.id = "measured";
const findings = [...document.querySelectorAll("article")];
const shown = () => findings.filter((one) => one.offsetHeight > 0).length;
const search = (words) => {
  const input = document.querySelector("input");
  input.value = words;
  input.dispatchEvent(new Event("input"));
  return shown();
};
const marked = (step) => {
  const lines = step.querySelectorAll(".here");
  return lines.length === 1 && lines[0].offsetHeight > 0;
};
const steps = [...document.querySelectorAll("li")];
const dark = [...document.styleSheets[0].cssRules].some((rule) => rule.media?.mediaText.includes("dark"));
const lines = [
  `findings ${shown()}`,
  `findings with fewer than three steps ${findings.filter((one) => one.querySelectorAll("li").length < 3).length}`,
  `steps without a marked source line ${steps.filter((step) => !marked(step)).length}`,
  `wider than the window: ${document.documentElement.scrollWidth > innerWidth}`,
  `search for lent.c shows ${search("lent.c")}`,
  `search for nonsense shows ${search("nonsense")}`,
  `rules for dark: ${dark}`,
];
told.textContent = "\n" + lines.join("\n") + "\n";
document.body.append(told);
