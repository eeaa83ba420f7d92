// What scripts do: objects, closures, strings, regular expressions, sorting, trees.
var scale = Number(scriptArgs[0]);
var seed = 42;
function random() {
  seed = (seed * 16807) % 2147483647;
  return seed;
}

function Node(depth) {
  this.left = depth > 0 ? new Node(depth - 1) : null;
  this.right = depth > 0 ? new Node(depth - 1) : null;
}
Node.prototype.count = function () {
  return this.left ? 1 + this.left.count() + this.right.count() : 1;
};
var nodes = 0;
for (var i = 0; i < 12 * scale; i++) nodes += new Node(11).count();
print("trees", nodes);

var list = [];
for (i = 0; i < 12000 * scale; i++) list.push({ key: random() % 100003, name: "n" + i });
list.sort(function (a, b) { return a.key - b.key || (a.name < b.name ? -1 : 1); });
print("sorted", list[0].key, list[list.length - 1].key);

var text = "";
for (i = 0; i < 2000; i++) text += String.fromCharCode(97 + random() % 26) + (i % 9 ? "" : " ");
var found = {};
text.split(/ +/).forEach(function (word) {
  var key = word.replace(/[aeiou]/g, "*");
  found[key] = (found[key] || 0) + 1;
});
print("words", Object.keys(found).length);

function adder(n) { return function (x) { return (x + n) % 65521; }; }
var chain = [];
for (i = 0; i < 100; i++) chain.push(adder(i));
var value = 0;
for (var round = 0; round < 3000 * scale; round++)
  for (i = 0; i < chain.length; i++) value = chain[i](value);
print("closures", value);

var data = JSON.stringify(list);
var copy;
for (i = 0; i < 3 * scale; i++) copy = JSON.parse(data);
print("json", data.length, copy.length);
